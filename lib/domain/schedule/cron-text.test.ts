import { describe, expect, it } from "vitest";
import { parseCron } from "./cron-parse.ts";
import { NO_JOB } from "./hash.ts";
import { cron, slotsAfter } from "./testing/schedules.ts";

const days = (expression: string, count: number, after = "2025-12-31T23:59:59Z"): string[] =>
  slotsAfter(cron(expression), after, count).map((slot) => slot.slice(0, 10));
const hours = (expression: string): string[] =>
  slotsAfter(cron(expression), "2025-12-31T23:59:59Z", 48)
    .filter((slot) => slot.startsWith("2026-01-01"))
    .map((slot) => slot.slice(11, 13));
/** 2026-02-01 is a Sunday. */
const weekdays = (field: string): string[] =>
  slotsAfter(cron(`0 0 * * ${field}`), "2026-01-31T12:00:00Z", 7)
    .filter((slot) => slot < "2026-02-08")
    .map(
      (slot) =>
        ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Number(slot.slice(8, 10)) - 1] ?? "",
    );

describe("X1: fields and values", () => {
  it("are minute to day of week with five, second first with six, year last with seven", () => {
    const first = (expression: string) =>
      slotsAfter(cron(expression), "2026-01-01T00:00:00Z", 1)[0];
    expect(first("5 4 * * *")).toBe("2026-01-01T04:05:00Z");
    expect(first("6 5 4 * * *")).toBe("2026-01-01T04:05:06Z");
    expect(first("6 5 4 3 2 * 2031")).toBe("2031-02-03T04:05:06Z");
  });

  it("may be parted by any spaces and tabs, with leading zeros, in any case", () => {
    expect(slotsAfter(cron(" \t007  04\t * jAn  thu "), "2025-12-31T12:00:00Z", 1)).toEqual([
      "2026-01-01T04:07:00Z",
    ]);
  });

  it.each([
    ["5", ["Fri"]],
    ["0", ["Sun"]],
    ["7", ["Sun"]],
    ["SAT", ["Sat"]],
  ])("day of week %s is %j", (field, names) => {
    expect(weekdays(field)).toEqual(names);
  });
});

describe("X2, X3: lists, steps and ranges", () => {
  it.each([
    ["*/6", ["00", "06", "12", "18"]],
    ["5/6", ["05", "11", "17", "23"]],
    ["22-2", ["00", "01", "02", "22", "23"]],
    ["22-2/2", ["00", "02", "22"]],
    ["8-17/3,17,8", ["08", "11", "14", "17"]],
    ["23-23", ["23"]],
  ])("hours %s are %j", (field, wanted) => {
    expect(hours(`0 ${field} * * *`)).toEqual(wanted);
  });

  it.each([
    ["FRI-MON", ["Sun", "Mon", "Fri", "Sat"]],
    ["0-7", ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]],
    ["6-7", ["Sun", "Sat"]],
    ["1-7/2", ["Sun", "Mon", "Wed", "Fri"]],
    ["7-1", ["Sun", "Mon"]],
    ["MON-SUN", ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]],
    ["*/2", ["Sun", "Tue", "Thu", "Sat"]],
    ["3/2", ["Wed", "Fri"]],
    ["7/3", ["Sun", "Wed", "Sat"]],
    ["FRI-MON/2", ["Sun", "Fri"]],
  ])("day of week %s is %j", (field, wanted) => {
    expect(weekdays(field)).toEqual(wanted);
  });

  it("let a range of days pass the end of the month: 28-3 has the 31st", () => {
    expect(days("0 0 28-3 * *", 12, "2026-01-27T12:00:00Z")).toEqual([
      "2026-01-28",
      "2026-01-29",
      "2026-01-30",
      "2026-01-31",
      "2026-02-01",
      "2026-02-02",
      "2026-02-03",
      "2026-02-28",
      "2026-03-01",
      "2026-03-02",
      "2026-03-03",
      "2026-03-28",
    ]);
  });

  it("keep fields apart: 23-1 on Friday is Friday at 00, 01 and 23", () => {
    expect(slotsAfter(cron("0 23-1 * * FRI"), "2026-01-01T12:00:00Z", 4)).toEqual([
      "2026-01-02T00:00:00Z",
      "2026-01-02T01:00:00Z",
      "2026-01-02T23:00:00Z",
      "2026-01-09T00:00:00Z",
    ]);
  });
});

describe("X4, D1, D2: dates", () => {
  it.each([
    ["0 0 L * *", ["2026-01-31", "2026-02-28", "2026-03-31"]],
    ["0 0 L-30 * *", ["2026-01-01", "2026-03-01", "2026-05-01"]],
    ["0 0 LW * *", ["2026-01-30", "2026-02-27", "2026-03-31"]],
    ["0 0 1W * *", ["2026-01-01", "2026-02-02", "2026-03-02"]],
    ["0 0 1W AUG *", ["2026-08-03", "2027-08-02", "2028-08-01"]],
    ["0 0 31W * *", ["2026-01-30", "2026-03-31", "2026-05-29"]],
    ["0 0 28W FEB *", ["2026-02-27", "2027-02-26", "2028-02-28"]],
    ["0 0 * * FRI#5", ["2026-01-30", "2026-05-29", "2026-07-31"]],
    ["0 0 ? * 7#1", ["2026-01-04", "2026-02-01", "2026-03-01"]],
    ["0 0 * * 5L", ["2026-01-30", "2026-02-27", "2026-03-27"]],
    ["0 0 * * monL,WED#1", ["2026-01-07", "2026-01-26", "2026-02-04"]],
    ["0 0 29 2 *", ["2028-02-29", "2032-02-29", "2036-02-29"]],
    ["0 0 30 * *", ["2026-01-30", "2026-03-30", "2026-04-30"]],
    ["0 0 13 * FRI", ["2026-01-02", "2026-01-09", "2026-01-13"]],
    ["0 0 */10 * MON", ["2026-01-01", "2026-01-05", "2026-01-11"]],
    ["0 0 1-31 * FRI", ["2026-01-01", "2026-01-02", "2026-01-03"]],
    ["0 0 ? * FRI", ["2026-01-02", "2026-01-09", "2026-01-16"]],
  ])("%s falls on %j", (expression, wanted) => {
    expect(days(expression, 3)).toEqual(wanted);
  });

  it("cross a year that is no leap year: 2100 has no 29 February", () => {
    expect(days("0 0 29 2 *", 2, "2096-03-01T00:00:00Z")).toEqual(["2104-02-29", "2108-02-29"]);
  });
});

describe("X6: macros", () => {
  it.each([
    ["@hourly", "2026-01-01T01:00:00Z"],
    ["@Daily", "2026-01-02T00:00:00Z"],
    ["@midnight", "2026-01-02T00:00:00Z"],
    ["@weekly", "2026-01-04T00:00:00Z"],
    ["@MONTHLY", "2026-02-01T00:00:00Z"],
    ["@yearly", "2027-01-01T00:00:00Z"],
    ["@annually", "2027-01-01T00:00:00Z"],
  ])("%s comes next at %s", (macro, wanted) => {
    expect(slotsAfter(cron(macro), "2026-01-01T00:00:00Z", 1)).toEqual([wanted]);
  });
});

describe("X6: everything else is refused with field and position", () => {
  it.each([
    ["60 * * * *", "position 1 in field minute"],
    ["0 24 * * *", "position 3 in field hour"],
    ["0 0 0 * *", "position 5 in field day of month"],
    ["0 0 * 13 *", "position 7 in field month"],
    ["0 0 * * 8", "position 9 in field day of week"],
    ["0 0 * * 1,2,9", "position 13 in field day of week"],
    ["* * * * * * 1969", "position 13 in field year"],
    ["* * * * * * 2030-2029", "position 13 in field year"],
    ["* * * * * * H", "position 13 in field year"],
    ["0 0 1 1 * 2030", "position 11 in field day of week"],
    ["*/90 * * * *", "position 3 in field minute"],
    ["*/0 * * * *", "position 3 in field minute"],
    ["0 0 * * */8", "position 11 in field day of week"],
    ["0 0 * * L", "position 9 in field day of week"],
    ["0 0 * * MONDAY", "position 9 in field day of week"],
    ["0 0 * JANUARY *", "position 7 in field month"],
    ["0 0 * * MON#6", "position 13 in field day of week"],
    ["0 0 L-31 * *", "position 7 in field day of month"],
    ["0 0 L/2 * *", "position 5 in field day of month"],
    ["0 0 32W * *", "position 5 in field day of month"],
    ["0 0 ?,1 * *", "position 5 in field day of month"],
    ["? * * * *", "position 1 in field minute"],
    ["1,,2 * * * *", "position 3 in field minute"],
    ["1, * * * *", "position 3 in field minute"],
    ["1- * * * *", "position 3 in field minute"],
    ["-1 * * * *", "position 1 in field minute"],
    ["1-2-3 * * * *", "position 3 in field minute"],
    ["1/2/3 * * * *", "position 3 in field minute"],
    ["1.5 * * * *", "position 1 in field minute"],
    ["H(1-2 * * * *", "position 1 in field minute"],
    ["H(0-3)/9 * * * *", "position 8 in field minute"],
    ["0 0 H/29 * *", "position 7 in field day of month"],
    ["JAN * * * *", "position 1 in field minute"],
    ["TZ=UTC * * * * *", "position 1"],
    ["@reboot", "position 1"],
    ["@every 5m", "position 1"],
    ["* * * *\n*", "position 8"],
    ["* * * * \u0661", "position 9"],
    ["* * * * ", "this one has 4, at position 8"],
    ["", "this one has 0, at position 1"],
    ["* * * * * * *  *", "this one has 8, at position 16"],
    [`${"0,".repeat(250)}0 * * * *`, "too many from position 501 on"],
    [`0 0 * * ${"MON,".repeat(122)}XYZ`, "position 497 in field day of week"],
    [`*/${"9".repeat(400)} * * * *`, "position 3 in field minute"],
    [`0 0 ${"L-".repeat(200)}1 * *`, "position 5 in field day of month"],
    [`H(${"(".repeat(300)} * * * *`, "position 1 in field minute"],
    ["H(1-1)/2 * * * *", "which has 1 value, at position 8 in field minute"],
  ])("%j: %s", (expression, where) => {
    const parsed = parseCron(expression, NO_JOB);
    expect(parsed.ok ? [] : parsed.problems).toEqual([expect.stringContaining(where)]);
  });

  it("names every field that is wrong at once", () => {
    const parsed = parseCron("60 24 0 13 8", NO_JOB);
    expect(parsed.ok ? [] : parsed.problems).toHaveLength(5);
  });
});
