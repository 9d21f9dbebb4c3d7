import { describe, expect, it } from "vitest";
import { at, cron, fastestOfFive, slotsAfter, utc } from "./testing/schedules.ts";

/** Berlin goes from 02:00 to 03:00 at 2026-03-29T01:00Z and from 03:00 back to 02:00 at 2026-10-25T01:00Z. */
const BERLIN = "Europe/Berlin";
const SPRING = "2026-03-28T12:00:00Z";
const AUTUMN = "2026-10-24T12:00:00Z";

describe("Z2: fixed hours in a gap", () => {
  it("next fires once at the change itself, whatever the missing time was", () => {
    for (const expression of ["0 2 * * *", "15 2 * * *", "30 20 2 * * *"]) {
      expect(slotsAfter(cron(expression, BERLIN), SPRING, 1)).toEqual([
        "2026-03-29T01:00:00Z dst_gap",
      ]);
    }
    expect(slotsAfter(cron("*/15 2 * * *", BERLIN), SPRING, 2)).toEqual([
      "2026-03-29T01:00:00Z dst_gap merged",
      "2026-03-30T00:00:00Z",
    ]);
  });

  it("shift keeps the offset from before the gap and meets what is already there (S4)", () => {
    const shift = { gap: "shift" } as const;
    expect(slotsAfter(cron("30 2 * * *", BERLIN, shift), SPRING, 1)).toEqual([
      "2026-03-29T01:30:00Z dst_gap",
    ]);
    expect(slotsAfter(cron("15,30 2,3 * * *", BERLIN, shift), SPRING, 3)).toEqual([
      "2026-03-29T01:15:00Z dst_gap merged",
      "2026-03-29T01:30:00Z dst_gap merged",
      "2026-03-30T00:15:00Z",
    ]);
  });

  it("skip leaves one slot that does not fire, unless something fires at the change (S4)", () => {
    const skip = { gap: "skip" } as const;
    expect(slotsAfter(cron("30 2 * * *", BERLIN, skip), SPRING, 2)).toEqual([
      "!2026-03-29T01:00:00Z dst_gap",
      "2026-03-30T00:30:00Z",
    ]);
    expect(slotsAfter(cron("0,30 2 * * *", BERLIN, skip), SPRING, 1)).toEqual([
      "!2026-03-29T01:00:00Z dst_gap merged",
    ]);
    expect(slotsAfter(cron("0 2,3 * * *", BERLIN, skip), SPRING, 1)).toEqual([
      "2026-03-29T01:00:00Z dst_gap merged",
    ]);
  });

  it("next may fall on the next date: midnight is missing in Cairo and Santiago", () => {
    expect(slotsAfter(cron("30 0 * * *", "Africa/Cairo"), "2026-04-23T12:00:00Z", 2)).toEqual([
      "2026-04-23T22:00:00Z dst_gap",
      "2026-04-24T21:30:00Z",
    ]);
    expect(slotsAfter(cron("0 0 * * SUN", "America/Santiago"), "2026-09-05T12:00:00Z", 1)).toEqual([
      "2026-09-06T04:00:00Z dst_gap",
    ]);
  });
});

describe("Z3: fixed hours in a fold", () => {
  it.each([
    ["first", ["2026-10-25T00:30:00Z dst_fold", "2026-10-26T01:30:00Z"]],
    ["second", ["2026-10-25T01:30:00Z dst_fold", "2026-10-26T01:30:00Z"]],
    ["both", ["2026-10-25T00:30:00Z dst_fold", "2026-10-25T01:30:00Z dst_fold"]],
  ] as const)("%s", (fold, wanted) => {
    expect(slotsAfter(cron("30 2 * * *", BERLIN, { fold }), AUTUMN, 2)).toEqual(wanted);
  });

  it("is found from afar in both directions, where the day is the only one of its year", () => {
    const yearly = "30 1 1 11 *";
    const [before, after] = [at("2026-03-01T00:00:00Z"), at("2027-03-01T00:00:00Z")];
    for (const [fold, first, last] of [
      ["first", "05:30", "05:30"],
      ["second", "06:30", "06:30"],
      ["both", "05:30", "06:30"],
    ] as const) {
      const schedule = cron(yearly, "America/New_York", { fold });
      expect(utc(schedule.next(before)?.at ?? 0)).toBe(`2026-11-01T${first}:00Z`);
      expect(utc(schedule.previous(after)?.at ?? 0)).toBe(`2026-11-01T${last}:00Z`);
    }
  });

  it("leaves alone a time that comes once", () => {
    expect(slotsAfter(cron("0 3 * * *", BERLIN, { fold: "both" }), AUTUMN, 2)).toEqual([
      "2026-10-25T02:00:00Z",
      "2026-10-26T02:00:00Z",
    ]);
  });
});

describe("Z4: wildcard hours follow real time", () => {
  it.each(["*/30 * * * *", "*/30 */1 * * *", "*/30 0-23 * * *", "*/30 H/1 * * *"])(
    "%s has both passes of a fold and nothing in a gap",
    (expression) => {
      const schedule = cron(expression, BERLIN, { gap: "next", fold: "first" });
      expect(slotsAfter(schedule, "2026-10-24T23:30:00Z", 5)).toEqual([
        "2026-10-25T00:00:00Z dst_fold",
        "2026-10-25T00:30:00Z dst_fold",
        "2026-10-25T01:00:00Z dst_fold",
        "2026-10-25T01:30:00Z dst_fold",
        "2026-10-25T02:00:00Z",
      ]);
      expect(slotsAfter(schedule, "2026-03-29T00:00:00Z", 3)).toEqual([
        "2026-03-29T00:30:00Z",
        "2026-03-29T01:00:00Z",
        "2026-03-29T01:30:00Z",
      ]);
    },
  );

  it("leaves no slot at all for 02:00 of an hourly step in the gap", () => {
    expect(slotsAfter(cron("0 */2 * * *", BERLIN), "2026-03-28T23:00:00Z", 2)).toEqual([
      "2026-03-29T02:00:00Z",
      "2026-03-29T04:00:00Z",
    ]);
  });

  it.each(["0 2,3 * * *", "0 2-3 * * *", "0 0/2 * * *", "*/30 2 * * *"])(
    "%s has fixed hours",
    (expression) => {
      expect(slotsAfter(cron(expression, BERLIN), "2026-03-28T23:30:00Z", 1)).toEqual([
        expect.stringContaining("2026-03-29T01:00:00Z dst_gap"),
      ]);
    },
  );
});

describe("Z1: every change counts, whatever its size", () => {
  it("Lord Howe loses half an hour, not the day", () => {
    expect(
      slotsAfter(cron("15 2 * * *", "Australia/Lord_Howe"), "2026-10-03T00:00:00Z", 2),
    ).toEqual(["2026-10-03T15:30:00Z dst_gap", "2026-10-04T15:15:00Z"]);
    expect(
      slotsAfter(
        cron("15 2 * * *", "Australia/Lord_Howe", { gap: "shift" }),
        "2026-10-03T00:00:00Z",
        1,
      ),
    ).toEqual(["2026-10-03T15:45:00Z dst_gap"]);
    expect(
      slotsAfter(
        cron("45 1 * * *", "Australia/Lord_Howe", { fold: "both" }),
        "2026-04-04T00:00:00Z",
        2,
      ),
    ).toEqual(["2026-04-04T14:45:00Z dst_fold", "2026-04-04T15:15:00Z dst_fold"]);
  });

  it("Apia has no 30 December 2011 at all", () => {
    const noon = cron("0 12 * * *", "Pacific/Apia");
    expect(slotsAfter(noon, "2011-12-29T00:00:00Z", 3)).toEqual([
      "2011-12-29T22:00:00Z",
      "2011-12-30T10:00:00Z dst_gap",
      "2011-12-30T22:00:00Z",
    ]);
    expect(
      slotsAfter(cron("0 12 30 12 *", "Pacific/Apia", { gap: "skip" }), "2011-12-01T00:00:00Z", 2),
    ).toEqual(["!2011-12-30T10:00:00Z dst_gap", "2012-12-29T22:00:00Z"]);
    expect(
      slotsAfter(cron("0 12 * * *", "Pacific/Apia", { gap: "shift" }), "2011-12-30T00:00:00Z", 2),
    ).toEqual(["2011-12-30T22:00:00Z dst_gap merged", "2011-12-31T22:00:00Z"]);
  });

  it("Dublin's winter is the odd half of its year, but its clocks go as London's", () => {
    const dublin = slotsAfter(cron("30 1 * * *", "Europe/Dublin"), "2026-03-28T12:00:00Z", 300);
    expect(dublin).toEqual(
      slotsAfter(cron("30 1 * * *", "Europe/London"), "2026-03-28T12:00:00Z", 300),
    );
    expect(dublin[0]).toBe("2026-03-29T01:00:00Z dst_gap");
  });

  it("Casablanca goes back for Ramadan and forward after it", () => {
    const schedule = cron("30 2 * * *", "Africa/Casablanca", { fold: "both" });
    expect(slotsAfter(schedule, "2026-02-14T12:00:00Z", 3)).toEqual([
      "2026-02-15T01:30:00Z dst_fold",
      "2026-02-15T02:30:00Z dst_fold",
      "2026-02-16T02:30:00Z",
    ]);
    expect(slotsAfter(schedule, "2026-03-21T12:00:00Z", 1)).toEqual([
      "2026-03-22T02:00:00Z dst_gap",
    ]);
  });

  it("Vancouver's clocks stay where they are in November 2026", () => {
    const schedule = cron("30 1 * * *", "America/Vancouver", { fold: "both" });
    expect(slotsAfter(schedule, "2026-10-31T12:00:00Z", 2)).toEqual([
      "2026-11-01T08:30:00Z",
      "2026-11-02T08:30:00Z",
    ]);
  });

  it("New York changes at 2 in the morning", () => {
    expect(slotsAfter(cron("30 2 * * *", "America/New_York"), "2026-03-07T12:00:00Z", 2)).toEqual([
      "2026-03-08T07:00:00Z dst_gap",
      "2026-03-09T06:30:00Z",
    ]);
  });
});

describe("S1, S2: what a slot is and which belong to a range", () => {
  it("are whole seconds from 1970 up to and without 2200", () => {
    const secondly = cron("* * * * * *");
    expect(secondly.next(-1e15)?.at).toBe(0);
    expect(secondly.previous(1)?.at).toBe(0);
    expect(secondly.previous(0)).toBeNull();
    const last = Date.UTC(2199, 11, 31, 23, 59, 59);
    expect(secondly.previous(1e14)?.at).toBe(last);
    expect(secondly.next(last)).toBeNull();
    expect(secondly.next(1_500)?.at).toBe(2_000);
    expect(secondly.previous(1_500)?.at).toBe(1_000);
    expect(secondly.count(500, 1_500)).toBe(1);
    expect(secondly.count(1_000, 1_001)).toBe(1);
  });

  it("also at the ends of zones that are a day ahead or behind", () => {
    expect(utc(cron("* * * * *", "America/New_York").next(-1)?.at ?? -1)).toBe(
      "1970-01-01T00:00:00Z",
    );
    expect(utc(cron("59 * * * *", "Pacific/Kiritimati").previous(1e14)?.at ?? -1)).toBe(
      "2199-12-31T23:59:00Z",
    );
  });

  it("from belongs to a range and to does not; next and previous are strict", () => {
    const hourly = cron("0 * * * *");
    const [one, two] = [at("2026-01-01T01:00:00Z"), at("2026-01-01T02:00:00Z")];
    expect(hourly.between(one, two, 9).map((slot) => slot.at)).toEqual([one]);
    expect(hourly.count(one, two)).toBe(1);
    expect(hourly.next(one)?.at).toBe(two);
    expect(hourly.previous(two)?.at).toBe(one);
    expect(hourly.count(two, one)).toBe(0);
    expect(hourly.between(one, two, 0)).toEqual([]);
  });
});

describe("bounded work", () => {
  it("counts years of seconds in closed form", () => {
    const from = at("2026-01-01T00:00:00Z");
    const schedule = cron("* * * * * *", BERLIN);
    const took = fastestOfFive(() => {
      expect(schedule.count(from, from + 400 * 86_400_000)).toBe(400 * 86_400);
    });
    expect(took).toBeLessThan(10);
  });

  it("finds the one slot in centuries, and that there is none", () => {
    expect(slotsAfter(cron("0 0 0 29 2 ? 2196", BERLIN), "1970-01-01T00:00:00Z", 2)).toEqual([
      "2196-02-28T23:00:00Z",
    ]);
    expect(cron("0 0 30 2 *", BERLIN).next(0)).toBeNull();
    expect(cron("0 0 30 2 *", BERLIN).previous(Date.UTC(2199, 0, 1))).toBeNull();
  });
});
