import { describe, expect, it } from "vitest";
import {
  addSlots,
  allSlots,
  fateOfStatus,
  type LongRow,
  NO_SLOTS,
  type Plan,
  plannedSlots,
  rangeAround,
  slotsInside,
  splitDays,
  undecidedSlots,
} from "./ledger.ts";
import { compileSchedule } from "./schedule/compile.ts";
import type { IntervalSchedule } from "./schedule/types.ts";
import { finish } from "./testing/finish.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const EVERYTHING = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

const every = (text: string) =>
  compileSchedule(
    {
      kind: "interval",
      every: text,
      anchor: "1970-01-01T00:00:00.000Z",
      timeZone: "UTC",
      dst: { gap: "next", fold: "first" },
      startAt: null,
      endAt: null,
      jitterSeconds: 0,
      calendars: [],
    } satisfies IntervalSchedule,
    "job",
  );

/** Each minute from 0:00 to 1:00, each 10 minutes from then on, decided until 2:00. */
const plan: Plan = {
  eras: [
    { after: 0, schedule: every("1m") },
    { after: 60 * MINUTE, schedule: every("10m") },
  ],
  decidedUntil: 120 * MINUTE,
};

describe("planned slots", () => {
  it("are those after an era's beginning, up to and including the next one's", () => {
    expect(finish(plannedSlots(plan, EVERYTHING))).toBe(60 + 6);
    expect(finish(plannedSlots(plan, { from: 60 * MINUTE, to: 60 * MINUTE + 1 }))).toBe(1);
    expect(finish(plannedSlots(plan, { from: 60 * MINUTE + 1, to: 70 * MINUTE }))).toBe(0);
    expect(finish(plannedSlots(plan, { from: 120 * MINUTE, to: 120 * MINUTE + 1 }))).toBe(1);
    expect(finish(plannedSlots(plan, { from: 0, to: MINUTE }))).toBe(0);
    expect(finish(plannedSlots({ eras: [], decidedUntil: DAY }, EVERYTHING))).toBe(0);
  });

  it("do not hold what is due and undecided, which is counted apart", () => {
    expect(finish(undecidedSlots(plan, EVERYTHING, 120 * MINUTE))).toBe(0);
    expect(finish(undecidedSlots(plan, EVERYTHING, 150 * MINUTE))).toBe(3);
    expect(finish(undecidedSlots(plan, { from: 0, to: 150 * MINUTE }, 150 * MINUTE))).toBe(2);
  });
});

describe("a row of many slots", () => {
  const row: LongRow = {
    at: 10 * MINUTE,
    until: 50 * MINUTE,
    slots: 41,
    status: "missed",
    reason: "misfire",
  };
  const odd: LongRow = { ...row, slots: 30, status: "skipped", reason: "calendar" };

  it("counts whole inside a range, not at all beside it, and in part where the range cuts it", () => {
    expect(finish(slotsInside(plan, row, EVERYTHING))).toBe(41);
    expect(finish(slotsInside(plan, row, { from: 50 * MINUTE + 1, to: DAY }))).toBe(0);
    expect(finish(slotsInside(plan, row, { from: 0, to: 10 * MINUTE }))).toBe(0);
    expect(finish(slotsInside(plan, row, { from: 50 * MINUTE, to: DAY }))).toBe(1);
    expect(finish(slotsInside(plan, row, { from: 0, to: 20 * MINUTE }))).toBe(10);
  });

  it("that nobody can cut makes the range grow around it", () => {
    expect(finish(slotsInside(plan, odd, EVERYTHING))).toBe(30);
    const range = { from: 20 * MINUTE, to: 30 * MINUTE };
    expect(finish(slotsInside(plan, odd, range))).toBeNull();
    expect(finish(rangeAround(plan, [row, odd], range))).toEqual({
      from: row.at,
      to: row.until + 1,
    });
    expect(finish(rangeAround(plan, [row], range))).toEqual(range);
  });
});

describe("the books", () => {
  const nothing = { from: 0, to: 0 };

  it("of a range are its whole days, and what is beside them", () => {
    expect(splitDays({ from: DAY / 2, to: 3.5 * DAY }, Number.POSITIVE_INFINITY)).toEqual({
      days: { from: DAY, to: 3 * DAY },
      rows: [
        { from: DAY / 2, to: DAY },
        { from: 3 * DAY, to: 3.5 * DAY },
      ],
    });
    expect(splitDays(EVERYTHING, 2 * DAY)).toEqual({
      days: { from: EVERYTHING.from, to: 2 * DAY },
      rows: [
        { from: EVERYTHING.from, to: EVERYTHING.from },
        { from: 2 * DAY, to: EVERYTHING.to },
      ],
    });
  });

  it("have no day where the range holds none", () => {
    const short = { from: DAY / 4, to: DAY / 2 };
    expect(splitDays(short, Number.POSITIVE_INFINITY)).toEqual({
      days: nothing,
      rows: [short, nothing],
    });
    const late = { from: DAY, to: 3 * DAY };
    expect(splitDays(late, DAY)).toEqual({ days: nothing, rows: [late, nothing] });
  });
});

it("everything that has not ended is open, and sums are sums", () => {
  expect((["pending", "running", "cancelling", "failed"] as const).map(fateOfStatus)).toEqual([
    "open",
    "open",
    "open",
    "failed",
  ]);
  const some = addSlots({ ...NO_SLOTS, missed: 2 }, { ...NO_SLOTS, missed: 1, open: 4 });
  expect([some.missed, some.open, allSlots(some)]).toEqual([3, 4, 7]);
});
