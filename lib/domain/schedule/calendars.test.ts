import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCalendars } from "../calendar/compile.ts";
import type { CalendarEntry } from "../calendar/types.ts";
import { fateOf } from "./base.ts";
import { compileSchedule } from "./compile.ts";
import { NO_JOB } from "./hash.ts";
import { type CalendarCase, calendarCase, gapCase } from "./testing/calendar-cases.ts";
import { moveByHand, skipByHand } from "./testing/calendar-reference.ts";
import { at, cronSchedule, fastestOfFive, intervalSchedule, utc } from "./testing/schedules.ts";
import type {
  CompiledSchedule,
  CronSchedule,
  DstPolicy,
  Instant,
  IntervalSchedule,
  Slot,
} from "./types.ts";

// biome-ignore lint/style/noProcessEnv: how long the random run is, is for the one who runs it
// biome-ignore lint/style/noRestrictedGlobals: same
const RUNS = Number(process.env["COUNT"] ?? 80);
const DAY = 86_400_000;

const anyCase = fc.oneof(calendarCase, gapCase);

/** Slots without the names of the entries, which the reference does not know. */
function bare(slots: readonly Slot[]): unknown[] {
  return slots.map((slot) => {
    if (!slot.excluded) return slot;
    const { name, ...excluded } = slot.excluded;
    expect(name).not.toBe("");
    return { ...slot, excluded };
  });
}

function expectSlots(
  engine: CompiledSchedule,
  from: Instant,
  to: Instant,
  wanted: unknown[],
): void {
  const slots = engine.between(from, to, Infinity);
  expect(bare(slots)).toEqual(wanted);
  expect(engine.count(from, to)).toBe(slots.length);
  const back: Slot[] = [];
  for (let slot = engine.previous(to); slot && slot.at >= from; slot = engine.previous(slot.at)) {
    back.unshift(slot);
  }
  expect(back).toEqual(slots);
  const cut = slots[Math.floor(slots.length / 2)]?.at ?? from;
  expect(engine.count(from, cut) + engine.count(cut, to)).toBe(slots.length);
  const next = engine.nextFiring(from - 1);
  if (next === null || next.at >= to) expect(slots.some((slot) => slot.fires)).toBe(false);
  else expect(next).toEqual(slots.find((slot) => slot.fires));
  for (const fate of ["fires", "dst_gap", "calendar", "window"] as const) {
    const those = slots.filter((slot) => fateOf(slot) === fate);
    expect(engine.countOf(fate, from, to)).toBe(those.length);
    expect(engine.first(fate, from, to)).toEqual(those[0] ?? null);
    expect(engine.last(fate, from, to)).toEqual(those.at(-1) ?? null);
  }
}

/** The rule moved slots follow on their new date (Z4: only cron has wildcard hours). */
function ruleOf({ schedule }: CalendarCase) {
  const isWild = schedule.kind === "cron" && /^\S+ \*/.test(schedule.expression);
  return isWild ? ({ gap: "drop", fold: "both" } as const) : schedule.dst;
}

describe("calendars against a slow reference on Temporal", { timeout: 400 * RUNS + 10_000 }, () => {
  it("take slots out (K1, M1)", () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { schedule, from, to } = one;
        const plain = compileSchedule(schedule, NO_JOB).between(from, to, Infinity);
        const wanted = skipByHand(plain, schedule.timeZone, one.calendars);
        const engine = compileSchedule(schedule, NO_JOB, compileCalendars(one.calendars));
        expectSlots(engine, from, to, wanted);
      }),
      { numRuns: RUNS },
    );
  });

  it("move slots (K1, S4, Z2–Z4)", () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { from, to } = one;
        const schedule = { ...one.schedule, onExcluded: "move" } as const;
        const plain = compileSchedule(schedule, NO_JOB).between(from - 40 * DAY, to, Infinity);
        const place = {
          timeZone: schedule.timeZone,
          rule: ruleOf(one),
          from: schedule.startAt === null ? 0 : Math.max(0, Date.parse(schedule.startAt)),
          until: schedule.endAt === null ? Date.UTC(2200, 0, 1) : Date.parse(schedule.endAt),
        };
        const wanted = moveByHand(plain, place, one.calendars).filter((slot) =>
          isInside(slot, from, to),
        );
        const engine = compileSchedule(schedule, NO_JOB, compileCalendars(one.calendars));
        expectSlots(engine, from, to, wanted);
      }),
      { numRuns: RUNS },
    );
  });
});

/** The slots of a schedule under one calendar, `!` before one that does not fire, where it was moved from behind it. */
function slotsUnder(
  entries: readonly CalendarEntry[],
  schedule: CronSchedule | IntervalSchedule,
  from: string,
  to: string,
): string[] {
  const calendars = compileCalendars([{ slug: "c", name: "C", entries }]);
  const engine = compileSchedule({ ...schedule, calendars: ["c"] }, NO_JOB, calendars);
  const slots = engine.between(at(from), at(to), Infinity);
  expect(engine.count(at(from), at(to))).toBe(slots.length);
  return slots.map((slot) => {
    const moved = slot.movedFrom === undefined ? "" : ` < ${utc(slot.movedFrom)}`;
    return `${slot.fires ? "" : "!"}${[utc(slot.at), ...slot.notes].join(" ")}${moved}`;
  });
}

describe("a slot that calendars move (K1)", () => {
  const move = { onExcluded: "move" } as const;
  const weekends: CalendarEntry = { kind: "weekly", days: ["SAT", "SUN"] };

  it("comes on the next date that allows it, and is no slot where it was", () => {
    const monthly = cronSchedule("0 9 1 * *", "Europe/Berlin", move);
    expect(slotsUnder([weekends], monthly, "2026-07-15T00:00:00Z", "2026-10-15T00:00:00Z")).toEqual(
      [
        "2026-08-03T07:00:00Z < 2026-08-01T07:00:00Z",
        "2026-09-01T07:00:00Z",
        "2026-10-01T07:00:00Z",
      ],
    );
  });

  it("is one slot with what it meets there (S4)", () => {
    const daily = cronSchedule("0 9 * * *", "UTC", move);
    expect(slotsUnder([weekends], daily, "2026-11-20T00:00:00Z", "2026-11-24T00:00:00Z")).toEqual([
      "2026-11-20T09:00:00Z",
      "2026-11-23T09:00:00Z merged < 2026-11-21T09:00:00Z",
    ]);
  });

  it("follows the clock of the new date (Z2, Z3)", () => {
    const saturday: CalendarEntry = { kind: "weekly", days: ["SAT"] };
    const slots = (gap: DstPolicy["gap"], fold: DstPolicy["fold"], from: string, to: string) => {
      const rest = { ...move, dst: { gap, fold } };
      const schedule = cronSchedule("30 2 * * SAT", "Europe/Berlin", rest);
      return slotsUnder([saturday], schedule, from, to);
    };
    const spring = ["2026-03-27T00:00:00Z", "2026-03-31T00:00:00Z"] as const;
    const was = "2026-03-28T01:30:00Z";
    expect(slots("next", "first", ...spring)).toEqual([`2026-03-29T01:00:00Z dst_gap < ${was}`]);
    expect(slots("shift", "first", ...spring)).toEqual([`2026-03-29T01:30:00Z dst_gap < ${was}`]);
    expect(slots("skip", "first", ...spring)).toEqual([`!2026-03-29T01:00:00Z dst_gap < ${was}`]);
    const autumn = ["2026-10-23T00:00:00Z", "2026-10-27T00:00:00Z"] as const;
    expect(slots("next", "both", ...autumn)).toEqual([
      "2026-10-25T00:30:00Z dst_fold < 2026-10-24T00:30:00Z",
      "2026-10-25T01:30:00Z dst_fold < 2026-10-24T00:30:00Z",
    ]);
  });

  it("is counted among others that a half hour's gap shifts (Z2)", () => {
    const rest = { ...move, dst: { gap: "shift", fold: "first" } } as const;
    const weekly = cronSchedule("0,20,40 2 * * SAT", "Australia/Lord_Howe", rest);
    const saturday: CalendarEntry = { kind: "weekly", days: ["SAT"] };
    expect(slotsUnder([saturday], weekly, "2026-10-02T12:00:00Z", "2026-10-04T12:00:00Z")).toEqual([
      "2026-10-03T15:30:00Z dst_gap < 2026-10-02T15:30:00Z",
      "2026-10-03T15:40:00Z < 2026-10-02T16:10:00Z",
      "2026-10-03T15:50:00Z dst_gap < 2026-10-02T15:50:00Z",
    ]);
  });

  it("of an exact interval follows the clock as well, its other slots do not (Z2, Z3, I2)", () => {
    const rest = { timeZone: "Europe/Berlin", calendars: ["c"], ...move } as const;
    const saturday: CalendarEntry = { kind: "weekly", days: ["SAT"] };
    const slots = (anchor: string, from: string, to: string) =>
      slotsUnder([saturday], intervalSchedule("24h", anchor, rest), from, to);
    expect(
      slots("2026-03-27T01:30:00.000Z", "2026-03-28T00:00:00Z", "2026-03-30T00:00:00Z"),
    ).toEqual(["2026-03-29T01:00:00Z dst_gap < 2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z"]);
    expect(
      slots("2026-10-23T00:30:00.000Z", "2026-10-24T00:00:00Z", "2026-10-26T00:00:00Z"),
    ).toEqual(["2026-10-25T00:30:00Z dst_fold merged < 2026-10-24T00:30:00Z"]);
  });

  it("passes by a date without its time where the hour is a wildcard (Z4)", () => {
    const rest = { ...move, calendars: ["c"] };
    const hourly = cronSchedule("30 * * * SAT", "Europe/Berlin", rest);
    const slots = slotsUnder(
      [{ kind: "date", date: "2026-03-28" }],
      hourly,
      "2026-03-27T00:00:00Z",
      "2026-04-02T00:00:00Z",
    );
    expect(slots).toHaveLength(24);
    expect(slots).toContain("2026-03-30T00:30:00Z < 2026-03-28T01:30:00Z");
  });

  it("never comes at an excluded moment, nor outside the schedule's window", () => {
    const night: CalendarEntry = { kind: "hours", from: "02:00", to: "03:00", days: ["SUN"] };
    const saturday: CalendarEntry = { kind: "weekly", days: ["SAT"] };
    const weekly = cronSchedule("30 2 * * SAT", "Europe/Berlin", move);
    const spring = ["2026-03-27T00:00:00Z", "2026-03-31T00:00:00Z"] as const;
    expect(slotsUnder([saturday, night], weekly, ...spring)).toEqual([
      "2026-03-30T00:30:00Z < 2026-03-28T01:30:00Z",
    ]);
    const short = { ...weekly, endAt: "2026-03-30T00:30:00.000Z" };
    expect(slotsUnder([saturday, night], short, ...spring)).toEqual(["!2026-03-28T01:30:00Z"]);
  });

  it("stays, skipped, when no date within 31 days can take it", () => {
    const slots = (until: string) =>
      slotsUnder(
        [{ kind: "date", date: "2026-08-01", until }],
        cronSchedule("0 9 1 8 *", "UTC", move),
        "2026-07-01T00:00:00Z",
        "2026-10-01T00:00:00Z",
      );
    expect(slots("2026-08-31")).toEqual(["2026-09-01T09:00:00Z < 2026-08-01T09:00:00Z"]);
    expect(slots("2026-09-01")).toEqual(["!2026-08-01T09:00:00Z"]);
  });
});

describe("the work under calendars", () => {
  const entries: CalendarEntry[] = [
    { kind: "weekly", days: ["SAT", "SUN"] },
    { kind: "yearly", date: "12-25" },
  ];
  const from = at("2025-01-01T00:00:00Z");
  const to = from + 400 * DAY;

  it("of counting 400 days of seconds is small, whether slots are skipped or moved", () => {
    const calendars = compileCalendars([{ slug: "c", name: "C", entries }]);
    for (const onExcluded of [{}, { onExcluded: "move" }] as const) {
      const rest = { calendars: ["c"], ...onExcluded };
      const schedule = cronSchedule("* * * * * *", "Europe/Berlin", rest);
      const took = fastestOfFive(() => {
        const engine = compileSchedule(schedule, NO_JOB, calendars);
        // 57 weekends, and one Christmas, on a Thursday.
        const open = engine.countOf("fires", from, to);
        expect(open + engine.countOf("calendar", from, to)).toBe(engine.count(from, to));
        expect(open).toBe(86_400 * 285);
      });
      expect(took).toBeLessThan(50);
    }
  });

  it("of leaving an excluded year is that of one step", () => {
    const year: CalendarEntry = { kind: "date", date: "2025-01-01", until: "2025-12-31" };
    const calendars = compileCalendars([{ slug: "c", name: "C", entries: [year] }]);
    for (const onExcluded of [{}, { onExcluded: "move" }] as const) {
      const rest = { calendars: ["c"], ...onExcluded };
      const schedule = cronSchedule("* * * * * *", "UTC", rest);
      const took = fastestOfFive(() => {
        const engine = compileSchedule(schedule, NO_JOB, calendars);
        expect(engine.nextFiring(from)?.at).toBe(at("2026-01-01T00:00:00Z"));
        expect(engine.last("fires", from, at("2026-01-01T00:00:00Z"))).toBeNull();
      });
      expect(took).toBeLessThan(10);
    }
  });
});

function isInside(slot: unknown, from: Instant, to: Instant): boolean {
  const { at } = slot as Slot;
  return at >= from && at < to;
}
