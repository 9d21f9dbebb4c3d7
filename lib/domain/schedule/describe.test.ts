import { describe, expect, it } from "vitest";
import { describeSchedule } from "./describe.ts";
import { cronSchedule, intervalSchedule } from "./testing/schedules.ts";

describe("cron in words", () => {
  it.each([
    ["* * * * *", "Every minute"],
    ["* * * * * *", "Every second"],
    ["*/10 * * * * *", "Every 10 seconds"],
    ["30 * * * * *", "Every minute at second 30"],
    ["*/15 * * * *", "Every 15 minutes"],
    ["*/7 * * * *", "Minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56 of every hour"],
    ["0 * * * *", "Every hour"],
    ["@hourly", "Every hour"],
    ["5 * * * *", "At 05 minutes past every hour"],
    ["0 */2 * * *", "Every 2 hours"],
    ["0 9-17 * * *", "Every hour from 09:00 through 17:00"],
    [
      "*/20 8-9,14-15 * * *",
      "Every 20 minutes from 08:00 through 09:40 and from 14:00 through 15:40",
    ],
    ["0 2 * * *", "At 02:00 every day"],
    ["0 2,14 * * *", "At 02:00 and 14:00 every day"],
    ["15 30 2 * * *", "At 02:30:15 every day"],
    ["0 2 * * MON-FRI", "At 02:00, Monday through Friday"],
    ["0 2 * * FRI-MON", "At 02:00, Friday through Monday"],
    ["0 2 * * 6,7", "At 02:00, every Saturday and Sunday"],
    ["0 2 * * 1", "At 02:00, every Monday"],
    ["0 2 1,15 * *", "At 02:00, on days 1 and 15 of the month"],
    ["0 2 13 * FRI", "At 02:00, on day 13 of the month or every Friday"],
    ["0 2 29 2 *", "At 02:00, on 29 February"],
    ["0 2 L * *", "At 02:00, on the last day of the month"],
    ["0 2 L-2 * *", "At 02:00, 2 days before the last day of the month"],
    ["0 2 LW * *", "At 02:00, on the last day from Monday to Friday of the month"],
    ["0 2 15W * *", "At 02:00, on the day from Monday to Friday nearest to day 15 of the month"],
    ["0 2 * * TUE#2", "At 02:00, on the second Tuesday of the month"],
    ["0 2 * * 5L", "At 02:00, on the last Friday of the month"],
    ["0 2 1 1-3,7 *", "At 02:00, on day 1 of the month, in January through March and July"],
    ["0 2 1 MAR-JUN *", "At 02:00, on day 1 of the month, from March through June"],
    ["0 0 2 1 1 ? 2027-2029", "At 02:00, on 1 January, from 2027 through 2029"],
    ["0 2 31 2 *", "At 02:00, on 31 February"],
  ])("%s: %s", (expression, words) => {
    expect(describeSchedule(cronSchedule(expression, "Europe/Berlin"))).toBe(
      `${words}, Europe/Berlin`,
    );
  });

  it("tells H apart from what it becomes for a job", () => {
    const schedule = cronSchedule("H 3 * * *");
    expect(describeSchedule(schedule)).toBe(
      "By H 3 * * *, each job at times of its own for H, UTC",
    );
    expect(describeSchedule(schedule, "some job")).toMatch(/^At 03:\d\d every day, UTC$/);
  });

  it("names the window on the schedule's own clock", () => {
    const window = { startAt: "2026-11-30T23:00:00.000Z", endAt: "2026-12-24T17:00:30.000Z" };
    expect(describeSchedule(cronSchedule("0 2 * * *", "Europe/Berlin", window))).toBe(
      "At 02:00 every day, from 1 December 2026 00:00 until 24 December 2026 18:00:30, Europe/Berlin",
    );
  });
});

describe("other kinds in words", () => {
  it.each([
    ["15m", "Every 15 minutes"],
    ["1h", "Every hour"],
    ["1h30m", "Every 1 hour and 30 minutes"],
    ["PT90S", "Every 1 minute and 30 seconds"],
    ["1d", "Every day from 1 January 2026 01:00, Europe/Berlin"],
    ["2w", "Every 14 days from 1 January 2026 01:00, Europe/Berlin"],
    ["1y6mo", "Every 1 year and 6 months from 1 January 2026 01:00, Europe/Berlin"],
  ])("every %s: %s", (every, words) => {
    const schedule = intervalSchedule(every, "2026-01-01T00:00:00.000Z", {
      timeZone: "Europe/Berlin",
    });
    expect(describeSchedule(schedule)).toBe(words);
  });

  it("once and by hand", () => {
    expect(
      describeSchedule({ kind: "once", at: "2026-12-24T17:00:00.000Z", timeZone: "Europe/Berlin" }),
    ).toBe("Once at 24 December 2026 18:00, Europe/Berlin");
    expect(describeSchedule({ kind: "manual" })).toBe("Only by hand");
  });
});
