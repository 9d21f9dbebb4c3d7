import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCalendars } from "../calendar/compile.ts";
import { DEFAULT_POLICIES } from "../policies.ts";
import { compileSchedule } from "../schedule/compile.ts";
import { NO_JOB } from "../schedule/hash.ts";
import { normalizeSchedule } from "../schedule/normalize.ts";
import type { Instant, ScheduleInput } from "../schedule/types.ts";
import { offsetAt, zoneOf } from "../schedule/zone.ts";
import { finish } from "../testing/finish.ts";
import { compareRuns, type Difference, mostRuns } from "./difference.ts";
import type { SimulatedJob } from "./types.ts";

const FROM = Date.parse("2026-03-10T09:30:00Z");
const DAY = 86_400_000;
const TO = FROM + 30 * DAY;
const HOLIDAYS = compileCalendars([
  {
    slug: "holidays",
    name: "Holidays",
    entries: [
      { kind: "date", date: "2026-04-03", name: "Good Friday" },
      { kind: "weekly", days: ["SUN"] },
    ],
  },
]);

function side(input: ScheduleInput): SimulatedJob {
  const result = normalizeSchedule(input, { now: FROM, setting: false });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { schedule } = result;
  const judged = "calendars" in schedule && schedule.calendars.length > 0;
  const calendars = judged ? HOLIDAYS : null;
  return { schedule, skipsAnchor: false, jobId: null, calendars, policies: DEFAULT_POLICIES };
}

const cron = (expression: string, timeZone = "UTC"): SimulatedJob =>
  side({ kind: "cron", expression, timeZone });

function compare(before: SimulatedJob, after: SimulatedJob, limit = 1_000): Difference {
  return finish(compareRuns({ before, after }, { from: FROM, to: TO, limit }));
}

function counts({ added, removed, moved, unchanged }: Difference) {
  return { added, removed, moved, unchanged };
}

describe("compareRuns", () => {
  it.each([
    ["0 2 * * *", "0 2 * * *", { added: 0, removed: 0, moved: 0, unchanged: 30 }],
    ["0 2 * * *", "30 2 * * *", { added: 0, removed: 0, moved: 30, unchanged: 0 }],
    ["0 15 * * *", "0 2,14 * * *", { added: 30, removed: 0, moved: 30, unchanged: 0 }],
    ["*/5 * * * *", "*/10 * * * *", { added: 0, removed: 4_320, moved: 0, unchanged: 4_320 }],
    ["*/30 * * * *", "17 * * * *", { added: 0, removed: 720, moved: 720, unchanged: 0 }],
    ["0 2 * * MON", "0 2 * * TUE", { added: 0, removed: 0, moved: 4, unchanged: 0 }],
    ["0 9 * * MON-FRI", "0 9 * * *", { added: 8, removed: 0, moved: 0, unchanged: 22 }],
    ["0 9 1 1 *", "0 9 * * *", { added: 30, removed: 0, moved: 0, unchanged: 0 }],
  ])("tells %s from %s", (before, after, expected) => {
    expect(counts(compare(cron(before), cron(after)))).toEqual(expected);
  });

  it("calls it a move when only the zone changes, each date on its own clock", () => {
    const before = cron("0 2 * * *", "Europe/Berlin");
    const after = cron("0 2 * * *", "Asia/Tokyo");
    const { move, ...found } = compare(before, after);
    expect(found.moved).toBe(30);
    expect(move[0]?.from.local.slice(0, 10)).toBe(move[0]?.to.local.slice(0, 10));
  });

  it("takes out the runs a calendar excludes", () => {
    const expression = "0 9 * * *";
    const after = side({ kind: "cron", expression, calendars: ["holidays"] });
    const found = compare(cron(expression), after);
    expect(counts(found)).toEqual({ added: 0, removed: 5, moved: 0, unchanged: 25 });
    expect(found.vanish.map(({ at }) => at)).toContain("2026-04-03T09:00:00.000Z");
  });

  it("moves a one-off that changes its day", () => {
    const before = side({ kind: "once", at: "2026-03-20T09:00:00Z" });
    const after = side({ kind: "once", at: "2026-03-27T09:00:00Z" });
    expect(counts(compare(before, after))).toEqual({
      added: 0,
      removed: 0,
      moved: 1,
      unchanged: 0,
    });
  });

  it("removes everything when the job goes over to runs by hand", () => {
    const found = compare(cron("0 9 * * *"), side({ kind: "manual" }));
    expect(counts(found)).toEqual({ added: 0, removed: 30, moved: 0, unchanged: 0 });
  });

  it("lists no more than asked for, and counts all", () => {
    const found = compare(cron("0 9 * * *"), cron("0 * * * *"), 3);
    expect(found.added).toBe(690);
    expect(found.appear).toHaveLength(3);
  });

  it("knows how many runs the larger side has without walking them", () => {
    const sides = { before: cron("0 9 * * *"), after: cron("* * * * * *") };
    expect(finish(mostRuns(sides, { from: FROM, to: TO, limit: 1 }))).toBe(2_592_000);
  });
});

const expressions = fc.constantFrom(
  "0 2 * * *",
  "30 2 * * *",
  "15 */2 * * *",
  "*/20 1-4 * * *",
  "0 9 * * MON-FRI",
  "0 9 * * SAT",
  "0 0 1,15,L * *",
  "7,41 * * * *",
  "0 23 * * *",
);
const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe");
const dst = fc.record({
  gap: fc.constantFrom("next" as const, "shift" as const, "skip" as const),
  fold: fc.constantFrom("first" as const, "second" as const, "both" as const),
});
const window = {
  timeZone: zones,
  dst,
  calendars: fc.constantFrom<string[]>([], ["holidays"]),
  onExcluded: fc.constantFrom("skip" as const, "move" as const),
  startAt: fc.constantFrom(null, "2026-03-20T00:00:00Z"),
};
const schedules: fc.Arbitrary<ScheduleInput> = fc.oneof(
  fc.record({ kind: fc.constant("cron" as const), expression: expressions, ...window }),
  fc.record({
    kind: fc.constant("interval" as const),
    every: fc.constantFrom("45m", "7h", "1d", "36h", "1w"),
    anchor: fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01T00:20:00Z"),
    ...window,
  }),
);

function firing({ schedule, calendars }: SimulatedJob): Instant[] {
  const compiled = compileSchedule(schedule, NO_JOB, calendars);
  return compiled
    .between(FROM, TO, Infinity)
    .filter(({ fires }) => fires)
    .map(({ at }) => at);
}

/** The partner of a run: the nearest of the others, of two equally near ones the one on the preferred side. */
function nearest(at: Instant, others: readonly Instant[], later: boolean): Instant | null {
  let best: Instant | null = null;
  for (const other of others) {
    const [here, there] = [Math.abs(other - at), Math.abs((best ?? Infinity) - at)];
    if (here < there || (here === there && later)) best = other;
  }
  return best;
}

function isNear(before: SimulatedJob, after: SimulatedJob, sizes: readonly number[]) {
  const dateIn = ({ schedule }: SimulatedJob, at: Instant) => {
    const zone = zoneOf(schedule.kind === "manual" ? "UTC" : schedule.timeZone);
    return Math.floor((at + offsetAt(zone, at)) / DAY);
  };
  const reach = (TO - FROM) / Math.max(...sizes) / 2;
  return (from: Instant, to: Instant) =>
    Math.abs(to - from) <= reach || dateIn(before, from) === dateIn(after, to);
}

it("is the difference of the two sets of instants, with the nearest pairs as moves", () => {
  fc.assert(
    fc.property(schedules, schedules, (one, other) => {
      const [before, after] = [side(one), side(other)];
      const [old, young] = [firing(before), firing(after)];
      const gone = old.filter((at) => !young.includes(at));
      const come = young.filter((at) => !old.includes(at));
      const near = isNear(before, after, [old.length, young.length]);
      const pairs = gone.flatMap((from) => {
        const to = nearest(from, come, true);
        const mutual = to !== null && nearest(to, gone, false) === from && near(from, to);
        return mutual ? [{ from, to }] : [];
      });
      const left = {
        vanish: gone.filter((at) => !pairs.some(({ from }) => from === at)),
        appear: come.filter((at) => !pairs.some(({ to }) => to === at)),
      };

      const found = compare(before, after, 10_000);
      const instants = (all: readonly { at: string }[]) => all.map(({ at }) => Date.parse(at));
      expect(found.unchanged).toBe(old.length - gone.length);
      expect(instants(found.vanish)).toEqual(left.vanish);
      expect(instants(found.appear)).toEqual(left.appear);
      const moves = found.move.map(({ from, to }) => ({
        from: Date.parse(from.at),
        to: Date.parse(to.at),
      }));
      expect(moves.toSorted((a, b) => a.from - b.from)).toEqual(pairs);
    }),
    { numRuns: 60 },
  );
});
