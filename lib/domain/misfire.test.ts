import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DueDecision, decideDue, decidePaused } from "./misfire.ts";
import type { MisfirePolicy } from "./policies.ts";
import { at, cron, fastestOfFive, utc } from "./schedule/testing/schedules.ts";
import type { CompiledSchedule, Slot } from "./schedule/types.ts";

const DEFAULTS: MisfirePolicy = {
  policy: "latest",
  graceSeconds: 60,
  windowSeconds: 86_400,
  maxRuns: 100,
};
const minutely = cron("* * * * *");

/** Each decision on a line: what, since when, until when and how many, what stands for it. */
function lines(decisions: readonly DueDecision[]): string[] {
  return decisions.map((one) => {
    if (one.verdict === "open") return `${one.catchUp ? "catch up" : "open"} ${utc(one.slot.at)}`;
    if (one.verdict === "skipped") return `${one.reason} ${utc(one.slot.at)}`;
    const rule = one.rule === null ? "" : `/${one.rule}`;
    const many = one.until === null ? "" : ` to ${utc(one.until)} × ${one.slotCount}`;
    const by = one.standsFor === null ? "" : ` by ${utc(one.standsFor)}`;
    return `${one.reason}${rule} ${utc(one.at)}${many}${by}`;
  });
}

function due(
  schedule: CompiledSchedule,
  since: string,
  now: string,
  misfire: Partial<MisfirePolicy> = {},
): string[] {
  return lines(
    decideDue({
      schedule,
      decidedUntil: at(since),
      now: at(now),
      misfire: { ...DEFAULTS, ...misfire },
    }),
  );
}

describe("M1, M2: what is due and on time", () => {
  it("is every slot after decidedUntil up to now", () => {
    expect(due(minutely, "2026-01-01T10:00:00Z", "2026-01-01T10:01:00Z")).toEqual([
      "open 2026-01-01T10:01:00Z",
    ]);
    expect(due(minutely, "2026-01-01T10:00:00Z", "2026-01-01T10:00:59.999Z")).toEqual([]);
  });

  it("is on time up to graceSeconds, whatever the policy", () => {
    for (const policy of ["skip", "latest", "all"] as const) {
      expect(
        due(cron("0 10 * * *"), "2026-01-01T00:00:00Z", "2026-01-01T10:01:00Z", { policy }),
      ).toEqual(["open 2026-01-01T10:00:00Z"]);
    }
    const late = due(cron("0 10 * * *"), "2026-01-01T00:00:00Z", "2026-01-01T10:01:00.001Z", {
      policy: "skip",
    });
    expect(late).toEqual(["misfire/skip 2026-01-01T10:00:00Z"]);
  });

  it("is a misfire when older than the window, not when just as old", () => {
    const misfire = { policy: "all", windowSeconds: 3_600, graceSeconds: 0 } as const;
    expect(
      due(cron("*/30 * * * *"), "2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z", misfire),
    ).toEqual([
      "misfire/window 2026-01-01T00:30:00Z",
      "catch up 2026-01-01T01:00:00Z",
      "catch up 2026-01-01T01:30:00Z",
      "open 2026-01-01T02:00:00Z",
    ]);
  });
});

describe("M3: misfired slots", () => {
  const since = "2026-01-01T00:00:00Z";
  const now = "2026-01-01T00:30:00Z";
  const tens = cron("5-59/10 * * * *");

  it("skip leaves them all", () => {
    expect(due(tens, since, now, { policy: "skip" })).toEqual([
      "misfire/skip 2026-01-01T00:05:00Z",
      "misfire/skip 2026-01-01T00:15:00Z",
      "misfire/skip 2026-01-01T00:25:00Z",
    ]);
  });

  it("latest runs the newest, which stands for the others", () => {
    expect(due(tens, since, now)).toEqual([
      "coalesced 2026-01-01T00:05:00Z by 2026-01-01T00:25:00Z",
      "coalesced 2026-01-01T00:15:00Z by 2026-01-01T00:25:00Z",
      "catch up 2026-01-01T00:25:00Z",
    ]);
  });

  it("latest runs none of them when one is on time: that one stands for them", () => {
    expect(due(tens, since, "2026-01-01T00:25:30Z")).toEqual([
      "coalesced 2026-01-01T00:05:00Z by 2026-01-01T00:25:00Z",
      "coalesced 2026-01-01T00:15:00Z by 2026-01-01T00:25:00Z",
      "open 2026-01-01T00:25:00Z",
    ]);
  });

  it("all runs the newest maxRuns, oldest first", () => {
    expect(due(tens, since, now, { policy: "all", maxRuns: 2 })).toEqual([
      "misfire/cap 2026-01-01T00:05:00Z",
      "catch up 2026-01-01T00:15:00Z",
      "catch up 2026-01-01T00:25:00Z",
    ]);
  });

  it("does not count slots a gap takes out: they are skipped and stand for nothing", () => {
    const schedule = cron("30 2 * * *", "Europe/Berlin", { gap: "skip" });
    const day = { windowSeconds: 10 * 86_400 };
    expect(due(schedule, "2026-03-27T00:00:00Z", "2026-03-29T12:00:00Z", day)).toEqual([
      "coalesced 2026-03-27T01:30:00Z by 2026-03-28T01:30:00Z",
      "catch up 2026-03-28T01:30:00Z",
      "dst_gap 2026-03-29T01:00:00Z",
    ]);
    expect(due(schedule, "2026-03-27T00:00:00Z", "2026-03-29T01:00:30Z", day).at(-1)).toBe(
      "dst_gap 2026-03-29T01:00:00Z",
    );
  });
});

describe("M4, M5: many slots", () => {
  it("M5: a day and an hour of minutes", () => {
    const decisions = due(minutely, "2026-01-01T00:00:30Z", "2026-01-02T01:00:30Z");
    expect(decisions).toHaveLength(62);
    expect(decisions.slice(0, 60)).toEqual(
      Array.from({ length: 60 }, (_, i) => {
        const minute = at("2026-01-01T00:01:00Z") + i * 60_000;
        return `misfire/window ${utc(minute)}`;
      }),
    );
    expect(decisions.slice(60)).toEqual([
      "coalesced 2026-01-01T01:01:00Z to 2026-01-02T00:59:00Z × 1439 by 2026-01-02T01:00:00Z",
      "open 2026-01-02T01:00:00Z",
    ]);
  });

  it("M5: ten seconds are no outage", () => {
    expect(due(minutely, "2026-01-01T00:00:55Z", "2026-01-01T00:01:05Z")).toEqual([
      "open 2026-01-01T00:01:00Z",
    ]);
  });

  it("have a row each up to 1,000, and one together above it", () => {
    const misfire = { policy: "skip", graceSeconds: 0 } as const;
    const until = (slots: number) => utc(at("2026-01-01T00:00:01Z") + slots * 60_000);
    expect(due(minutely, "2026-01-01T00:00:00Z", until(1_000), misfire)).toHaveLength(1_000);
    expect(due(minutely, "2026-01-01T00:00:00Z", until(1_001), misfire)).toEqual([
      "misfire/skip 2026-01-01T00:01:00Z to 2026-01-01T16:41:00Z × 1001",
    ]);
  });

  it("take no longer after ten years of seconds", () => {
    const secondly = cron("* * * * * *", "Europe/Berlin");
    const took = fastestOfFive(() => {
      const decisions = due(secondly, "2016-01-01T00:00:00Z", "2026-01-01T00:00:00Z", {
        windowSeconds: 365 * 86_400,
        policy: "all",
      });
      expect(decisions).toHaveLength(1 + 1 + 100 + 61);
    });
    expect(took).toBeLessThan(50);
  });

  it("cover a gap slot in their common row, but not one outside it", () => {
    const nightly = cron("30 2 * * *", "Europe/Berlin", { gap: "skip" });
    const years = { policy: "skip", windowSeconds: 1e9, graceSeconds: 0 } as const;
    const decisions = due(nightly, "2023-03-26T00:00:00Z", "2026-03-29T12:00:00Z", years);
    expect(decisions).toEqual([
      "dst_gap 2023-03-26T01:00:00Z",
      "misfire/skip 2023-03-27T00:30:00Z to 2026-03-28T01:30:00Z × 1098",
      "dst_gap 2026-03-29T01:00:00Z",
    ]);
  });
});

describe("P2, P3: the slots of a pause", () => {
  const pause = {
    schedule: cron("*/10 * * * *"),
    pausedAt: at("2026-01-01T00:00:00Z"),
    resumedAt: at("2026-01-01T00:40:00Z"),
    misfire: DEFAULTS,
  };

  it("lie strictly between pause and resume, none on time", () => {
    expect(lines(decidePaused({ ...pause, missed: "skip" }))).toEqual([
      "paused/skip 2026-01-01T00:10:00Z",
      "paused/skip 2026-01-01T00:20:00Z",
      "paused/skip 2026-01-01T00:30:00Z",
    ]);
    const soon = { ...pause, resumedAt: at("2026-01-01T00:30:01Z") };
    expect(lines(decidePaused({ ...soon, missed: "skip" })).at(-1)).toBe(
      "paused/skip 2026-01-01T00:30:00Z",
    );
  });

  it("latest runs the newest, all the newest maxRuns; the rest is paused", () => {
    expect(lines(decidePaused({ ...pause, missed: "latest" }))).toEqual([
      "paused 2026-01-01T00:10:00Z by 2026-01-01T00:30:00Z",
      "paused 2026-01-01T00:20:00Z by 2026-01-01T00:30:00Z",
      "catch up 2026-01-01T00:30:00Z",
    ]);
    const two = { ...DEFAULTS, maxRuns: 2 };
    expect(lines(decidePaused({ ...pause, misfire: two, missed: "all" }))).toEqual([
      "paused/cap 2026-01-01T00:10:00Z",
      "catch up 2026-01-01T00:20:00Z",
      "catch up 2026-01-01T00:30:00Z",
    ]);
  });

  it("older than the window they are paused whatever was asked, ages counted at the resume", () => {
    const misfire = { ...DEFAULTS, graceSeconds: 0, windowSeconds: 600 };
    expect(lines(decidePaused({ ...pause, misfire, missed: "all" }))).toEqual([
      "paused/window 2026-01-01T00:10:00Z",
      "paused/window 2026-01-01T00:20:00Z",
      "catch up 2026-01-01T00:30:00Z",
    ]);
  });
});

describe("any pass, against judging slot by slot", { timeout: 60_000 }, () => {
  const cases = fc.record({
    schedule: fc
      .constantFrom("*/7 * * * *", "30 1-2 * * *", "* * * * *", "0 2 * * *", "15,45 * * * * *")
      .map((text) => cron(text, "Europe/Berlin", { gap: "skip", fold: "both" })),
    decidedUntil: fc
      .integer({ min: -4 * 86_400, max: 86_400 })
      .map((s) => at("2026-03-29T01:00:00Z") + s * 1_000),
    length: fc.integer({ min: 0, max: 4 * 86_400 }),
    misfire: fc.record({
      policy: fc.constantFrom("skip", "latest", "all"),
      graceSeconds: fc.integer({ min: 0, max: 4_000 }),
      windowSeconds: fc.integer({ min: 4_000, max: 300_000 }),
      maxRuns: fc.integer({ min: 1, max: 1_000 }),
    }),
  });

  it("accounts for every slot once, in order, with the right verdict", () => {
    fc.assert(
      fc.property(cases, ({ schedule, decidedUntil, length, misfire }) => {
        const now = decidedUntil + length * 1_000;
        const decisions = decideDue({ schedule, decidedUntil, now, misfire });
        const slots = schedule.between(decidedUntil + 1, now + 1, Infinity);
        const verdicts = judge(slots, now, misfire);
        const accounted = decisions.flatMap((one) => spread(one, slots));
        expect(accounted.map(([instant]) => instant)).toEqual(slots.map((slot) => slot.at));
        const wrong = accounted.filter(([instant, verdict, common]) => {
          const wanted = verdicts.get(instant);
          return verdict !== wanted && !(common && wanted === "dst_gap");
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

/** The slots of a decision with its verdict, and whether they share a row. */
function spread(one: DueDecision, slots: readonly Slot[]): [number, string, boolean][] {
  if (one.verdict === "open") return [[one.slot.at, "open", false]];
  if (one.verdict === "skipped") return [[one.slot.at, "dst_gap", false]];
  const { at: first, until, slotCount } = one;
  const verdict = one.rule ?? one.reason;
  if (until === null) return [[first, verdict, false]];
  const covered = slots.filter((slot) => slot.at >= first && slot.at <= until);
  expect(covered).toHaveLength(slotCount);
  expect(slotCount).toBeGreaterThan(1_000);
  return covered.map((slot) => [slot.at, verdict, true]);
}

/** M2 and M3 read aloud. */
function judge(slots: readonly Slot[], now: number, misfire: MisfirePolicy): Map<number, string> {
  const age = (slot: Slot) => (now - slot.at) / 1_000;
  const firing = slots.filter((slot) => slot.fires);
  const misfired = firing.filter(
    (slot) => age(slot) > misfire.graceSeconds && age(slot) <= misfire.windowSeconds,
  );
  const onTime = new Set(firing.filter((slot) => age(slot) <= misfire.graceSeconds));
  const goOn = {
    skip: 0,
    latest: onTime.size > 0 ? 0 : 1,
    all: misfire.maxRuns,
  }[misfire.policy];
  const caught = new Set(misfired.slice(Math.max(0, misfired.length - goOn)));
  const stays = { skip: "skip", latest: "coalesced", all: "cap" }[misfire.policy];
  return new Map(
    slots.map((slot) => {
      if (!slot.fires) return [slot.at, "dst_gap"];
      if (age(slot) > misfire.windowSeconds) return [slot.at, "window"];
      return [slot.at, onTime.has(slot) || caught.has(slot) ? "open" : stays];
    }),
  );
}
