import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCalendars } from "./calendar/compile.ts";
import type { CalendarEntry } from "./calendar/types.ts";
import { type DueDecision, decideDue, decidePaused } from "./misfire.ts";
import type { MisfirePolicy } from "./policies.ts";
import { fateOf } from "./schedule/base.ts";
import { compileSchedule } from "./schedule/compile.ts";
import { NO_JOB } from "./schedule/hash.ts";
import { at, cronSchedule, fastestOfFive, utc } from "./schedule/testing/schedules.ts";
import type { CompiledSchedule, CronSchedule, Slot } from "./schedule/types.ts";

const DEFAULTS: MisfirePolicy = {
  policy: "latest",
  graceSeconds: 60,
  windowSeconds: 86_400,
  maxRuns: 100,
};
const DAY_SECONDS = 86_400;
const WEEKENDS: CalendarEntry = { kind: "weekly", days: ["SAT", "SUN"] };
const OFFICE: CalendarEntry = { kind: "hours", from: "08:00", to: "18:00" };

function under(
  entries: readonly CalendarEntry[],
  expression: string,
  rest: Partial<CronSchedule> = {},
): CompiledSchedule {
  const schedule = cronSchedule(expression, "Europe/Berlin", { calendars: ["c"], ...rest });
  return compileSchedule(schedule, NO_JOB, compileCalendars([{ slug: "c", name: "C", entries }]));
}

/** Each decision on a line: what, since when, until when and how many. */
function lines(decisions: readonly DueDecision[]): string[] {
  return decisions.map((one) => {
    if (one.verdict === "open") return `open ${utc(one.slot.at)}`;
    const first = one.verdict === "missed" ? one.at : one.slot.at;
    const rule = one.verdict === "missed" && one.rule !== null ? `/${one.rule}` : "";
    const many = one.until === null ? "" : ` to ${utc(one.until)} × ${one.slotCount}`;
    return `${one.reason}${rule} ${utc(first)}${many}`;
  });
}

function due(schedule: CompiledSchedule, since: string, now: string, misfire = {}): string[] {
  const pass = { schedule, decidedUntil: at(since), now: at(now) };
  return lines(decideDue({ ...pass, misfire: { ...DEFAULTS, ...misfire } }));
}

describe("M1: what a calendar takes out", () => {
  const nightly = under([WEEKENDS], "0 2 * * *");

  it("is skipped before anybody asks how late it is, and names its entry", () => {
    const decisions = decideDue({
      schedule: nightly,
      decidedUntil: at("2026-11-20T12:00:00Z"),
      now: at("2026-11-21T01:00:10Z"),
      misfire: DEFAULTS,
    });
    expect(decisions).toEqual([
      {
        verdict: "skipped",
        reason: "calendar",
        until: null,
        slotCount: 1,
        slot: {
          at: at("2026-11-21T01:00:00Z"),
          notes: [],
          fires: false,
          excluded: { reason: "calendar", calendar: "c", entry: 0, name: "Saturdays and Sundays" },
        },
      },
    ]);
  });

  it("does not count as misfired: the newest that fires is the latest (M3)", () => {
    const week = { windowSeconds: 10 * DAY_SECONDS };
    expect(due(nightly, "2026-11-19T12:00:00Z", "2026-11-22T12:00:00Z", week)).toEqual([
      "open 2026-11-20T01:00:00Z",
      "calendar 2026-11-21T01:00:00Z",
      "calendar 2026-11-22T01:00:00Z",
    ]);
    const all = { ...week, policy: "all", maxRuns: 1 };
    expect(due(nightly, "2026-11-18T12:00:00Z", "2026-11-22T12:00:00Z", all)).toEqual([
      "misfire/cap 2026-11-19T01:00:00Z",
      "open 2026-11-20T01:00:00Z",
      "calendar 2026-11-21T01:00:00Z",
      "calendar 2026-11-22T01:00:00Z",
    ]);
  });

  it("is skipped in a pause as well", () => {
    const decisions = decidePaused({
      schedule: nightly,
      pausedAt: at("2026-11-19T12:00:00Z"),
      resumedAt: at("2026-11-23T12:00:00Z"),
      missed: "skip",
      misfire: DEFAULTS,
    });
    expect(lines(decisions)).toEqual([
      "paused/window 2026-11-20T01:00:00Z",
      "calendar 2026-11-21T01:00:00Z",
      "calendar 2026-11-22T01:00:00Z",
      "paused/skip 2026-11-23T01:00:00Z",
    ]);
  });

  it("says window where hours took it out, and gap before calendar", () => {
    const gap = { dst: { gap: "skip", fold: "first" } } as const;
    const schedule = under([WEEKENDS, OFFICE], "30 2,9 * * *", gap);
    expect(due(schedule, "2026-03-27T00:00:00Z", "2026-03-29T12:00:00Z")).toEqual([
      "window 2026-03-27T01:30:00Z",
      "misfire/window 2026-03-27T08:30:00Z",
      "calendar 2026-03-28T01:30:00Z",
      "calendar 2026-03-28T08:30:00Z",
      "dst_gap 2026-03-29T01:00:00Z",
      "calendar 2026-03-29T07:30:00Z",
    ]);
  });

  it("runs on the day it was moved to, and says from where", () => {
    const moving = under([WEEKENDS], "0 2 * * *", { onExcluded: "move" });
    const now = at("2026-11-23T01:00:05Z");
    const pass = { schedule: moving, decidedUntil: at("2026-11-20T12:00:00Z"), now };
    expect(decideDue({ ...pass, misfire: DEFAULTS })).toEqual([
      {
        verdict: "open",
        catchUp: false,
        slot: {
          at: at("2026-11-23T01:00:00Z"),
          notes: ["merged"],
          fires: true,
          movedFrom: at("2026-11-21T01:00:00Z"),
        },
      },
    ]);
  });
});

describe("M4: many slots that calendars take out", () => {
  it("have a row each up to 1,000 for a reason, and one together above it", () => {
    const schedule = under([WEEKENDS], "* * * * *");
    const saturday = "2026-11-20T23:00:00Z";
    const until = (slots: number) => utc(at("2026-11-20T22:59:30Z") + slots * 60_000);
    const none = { policy: "skip", graceSeconds: 0 };
    expect(due(schedule, "2026-11-20T22:59:30Z", until(1_000), none)).toHaveLength(1_000);
    expect(due(schedule, "2026-11-20T22:59:30Z", until(1_001), none)).toEqual([
      `calendar ${saturday} to 2026-11-21T15:40:00Z × 1001`,
    ]);
  });

  it("are counted apart from the misfired ones among which they lie", () => {
    const schedule = under([WEEKENDS, OFFICE], "* * * * *");
    const rows = due(schedule, "2026-11-02T12:00:00Z", "2026-11-23T12:00:30Z", { policy: "skip" });
    expect(rows).toEqual([
      "misfire/window 2026-11-02T12:01:00Z to 2026-11-20T16:59:00Z × 8699",
      "window 2026-11-02T17:00:00Z to 2026-11-23T06:59:00Z × 12600",
      "calendar 2026-11-06T23:00:00Z to 2026-11-22T22:59:00Z × 8640",
      ...Array.from({ length: 300 }, (_, minute) => {
        const late = at("2026-11-23T07:00:00Z") + minute * 60_000;
        return `misfire/skip ${utc(late)}`;
      }),
      "open 2026-11-23T12:00:00Z",
    ]);
    expect(8_699 + 12_600 + 8_640 + 300 + 1).toBe(21 * 1_440);
  });

  it("take no longer after 400 days of seconds", () => {
    for (const onExcluded of [{}, { onExcluded: "move" }] as const) {
      const schedule = under([WEEKENDS, OFFICE], "* * * * * *", onExcluded);
      const took = fastestOfFive(() => {
        due(schedule, "2025-01-01T00:00:00Z", "2026-02-05T00:00:00Z");
      });
      expect(took).toBeLessThan(100);
    }
  });
});

describe("any pass under calendars, against judging slot by slot", { timeout: 60_000 }, () => {
  const entry: fc.Arbitrary<CalendarEntry> = fc.constantFrom<CalendarEntry>(
    WEEKENDS,
    OFFICE,
    { kind: "weekly", days: ["MON"] },
    { kind: "hours", from: "22:00", to: "03:30" },
    { kind: "hours", from: "02:00", to: "24:00", days: ["SUN"] },
    { kind: "date", date: "2026-03-27", until: "2026-03-28" },
    { kind: "yearly", date: "03-30" },
  );
  const cases = fc.record({
    schedule: fc
      .tuple(
        fc.constantFrom("*/7 * * * *", "30 1-2 * * *", "* * * * *", "0 2 * * *", "*/15 * * * * *"),
        fc.uniqueArray(entry, { minLength: 1, maxLength: 3 }),
        fc.constantFrom({}, { onExcluded: "move" as const }),
      )
      .map(([text, entries, onExcluded]) =>
        under(entries, text, { dst: { gap: "skip", fold: "both" }, ...onExcluded }),
      ),
    decidedUntil: fc
      .integer({ min: -4 * DAY_SECONDS, max: DAY_SECONDS })
      .map((seconds) => at("2026-03-29T01:00:00Z") + seconds * 1_000),
    length: fc.integer({ min: 0, max: 4 * DAY_SECONDS }),
    misfire: fc.record({
      policy: fc.constantFrom("skip", "latest", "all"),
      graceSeconds: fc.integer({ min: 0, max: 4_000 }),
      windowSeconds: fc.integer({ min: 4_000, max: 300_000 }),
      maxRuns: fc.integer({ min: 1, max: 1_000 }),
    }),
  });

  it("counts every slot in one row, under the verdict it gets, and is in order (M1, M3, M4)", () => {
    fc.assert(
      fc.property(cases, ({ schedule, decidedUntil, length, misfire }) => {
        const now = decidedUntil + length * 1_000;
        const decisions = decideDue({ schedule, decidedUntil, now, misfire });
        const slots = schedule.between(decidedUntil + 1, now + 1, Infinity);
        expect(sum(decisions)).toBe(schedule.count(decidedUntil + 1, now + 1));
        const starts = decisions.map((one) => (one.verdict === "missed" ? one.at : one.slot.at));
        expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
        expectVerdicts(decisions, slots, now, misfire);
      }),
      { numRuns: 150 },
    );
  });
});

function sum(decisions: readonly DueDecision[]): number {
  return decisions.reduce((n, one) => n + (one.verdict === "open" ? 1 : one.slotCount), 0);
}

/** Each verdict has as many slots as judging one by one gives it, its rows say which, and above 1,000 there is one. */
function expectVerdicts(
  decisions: readonly DueDecision[],
  slots: readonly Slot[],
  now: number,
  misfire: MisfirePolicy,
): void {
  const verdicts = judge(slots, now, misfire);
  const wanted = Map.groupBy(slots, (slot) => verdicts.get(slot) ?? "");
  const found = Map.groupBy(decisions, (one): string => {
    if (one.verdict === "open") return "open";
    if (one.verdict === "skipped") return one.reason;
    return one.rule === "window" ? "window/old" : (one.rule ?? one.reason);
  });
  const isCounted = (slot: Slot) =>
    decisions.some(
      (one) =>
        one.verdict === "missed" && one.until !== null && one.at < slot.at && slot.at < one.until,
    );
  const gaps = (wanted.get("dst_gap") ?? []).filter((slot) => !isCounted(slot));
  expect(lines(found.get("dst_gap") ?? [])).toEqual(gaps.map((slot) => `dst_gap ${utc(slot.at)}`));
  for (const verdict of new Set([...wanted.keys(), ...found.keys()])) {
    if (verdict === "dst_gap") continue;
    const those = (wanted.get(verdict) ?? []).map((slot) => slot.at);
    const rows = found.get(verdict) ?? [];
    if (verdict !== "open" && those.length > 1_000) {
      expect(rows).toHaveLength(1);
      expect(ends(rows[0])).toEqual([those[0], those.at(-1)]);
    } else {
      expect(rows.map((one) => ends(one)[0])).toEqual(those);
      expect(rows.every((one) => one.verdict === "open" || one.until === null)).toBe(true);
    }
  }
}

function ends(row: DueDecision | undefined): (number | null)[] {
  if (row === undefined) return [];
  const first = row.verdict === "missed" ? row.at : row.slot.at;
  return [first, row.verdict === "open" ? null : row.until];
}

/** M1 to M3 read aloud for one slot after the other, newest first. */
function judge(slots: readonly Slot[], now: number, misfire: MisfirePolicy): Map<Slot, string> {
  const age = (one: Slot) => (now - one.at) / 1_000;
  const verdicts = new Map<Slot, string>();
  const later = { firing: 0, misfired: 0 };
  for (const slot of slots.toReversed()) {
    if (!slot.fires) verdicts.set(slot, fateOf(slot));
    else if (age(slot) > misfire.windowSeconds) verdicts.set(slot, "window/old");
    else if (age(slot) <= misfire.graceSeconds) verdicts.set(slot, "open");
    else {
      verdicts.set(slot, misfired(misfire, later));
      later.misfired += 1;
    }
    if (slot.fires) later.firing += 1;
  }
  return verdicts;
}

function misfired(
  { policy, maxRuns }: MisfirePolicy,
  later: { readonly firing: number; readonly misfired: number },
): string {
  if (policy === "skip") return "skip";
  if (policy === "latest") return later.firing === 0 ? "open" : "coalesced";
  return later.misfired < maxRuns ? "open" : "cap";
}
