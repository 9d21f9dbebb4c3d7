import { describe, expect, it } from "vitest";
import { compileSchedule } from "./compile.ts";
import { NO_JOB } from "./hash.ts";
import { at, intervalSchedule, slotsAfter } from "./testing/schedules.ts";

const compile = (every: string, anchor: string, timeZone = "UTC", dst = {}) =>
  compileSchedule(
    intervalSchedule(every, anchor, {
      timeZone,
      dst: { gap: "next", fold: "first", ...dst },
    }),
    NO_JOB,
  );

describe("exact intervals (I2)", () => {
  it("are anchor + k × every, also before the anchor, whatever the clocks do", () => {
    const schedule = compile("1d12h", "2026-03-29T00:00:00Z", "Europe/Berlin");
    expect(slotsAfter(schedule, "2026-03-25T12:00:00Z", 4)).toEqual([
      "2026-03-26T00:00:00Z",
      "2026-03-27T12:00:00Z",
      "2026-03-29T00:00:00Z",
      "2026-03-30T12:00:00Z",
    ]);
  });

  it("keep the anchor's milliseconds", () => {
    const schedule = compile("10s", "2026-01-01T00:00:00.250Z");
    expect(slotsAfter(schedule, "2026-01-01T00:00:00.250Z", 1)).toEqual([
      "2026-01-01T00:00:10.250Z",
    ]);
  });

  it("note local times that come twice, on either pass (S5)", () => {
    const schedule = compile("30m", "2026-01-01T00:00:00Z", "Europe/Berlin");
    expect(slotsAfter(schedule, "2026-10-24T23:30:00Z", 5)).toEqual([
      "2026-10-25T00:00:00Z dst_fold",
      "2026-10-25T00:30:00Z dst_fold",
      "2026-10-25T01:00:00Z dst_fold",
      "2026-10-25T01:30:00Z dst_fold",
      "2026-10-25T02:00:00Z",
    ]);
  });
});

describe("calendar intervals (I2)", () => {
  it("cut the day to the month's last, each time from the anchor", () => {
    const schedule = compile("1mo", "2026-01-31T00:00:00Z");
    expect(slotsAfter(schedule, "2025-11-30T12:00:00Z", 5)).toEqual([
      "2025-12-31T00:00:00Z",
      "2026-01-31T00:00:00Z",
      "2026-02-28T00:00:00Z",
      "2026-03-31T00:00:00Z",
      "2026-04-30T00:00:00Z",
    ]);
  });

  it("keep the local time across clock changes, by Z2 in a gap and Z3 in a fold", () => {
    const daily = compile("1d", "2026-03-27T01:30:00Z", "Europe/Berlin");
    expect(slotsAfter(daily, "2026-03-27T12:00:00Z", 3)).toEqual([
      "2026-03-28T01:30:00Z",
      "2026-03-29T01:00:00Z dst_gap",
      "2026-03-30T00:30:00Z",
    ]);
    const both = compile("1d", "2026-10-20T00:30:00Z", "Europe/Berlin", { fold: "both" });
    expect(slotsAfter(both, "2026-10-24T12:00:00Z", 3)).toEqual([
      "2026-10-25T00:30:00Z dst_fold",
      "2026-10-25T01:30:00Z dst_fold",
      "2026-10-26T01:30:00Z",
    ]);
  });

  it("come on 29 February only in leap years when they begin there, and on the 28th else", () => {
    const schedule = compile("1y", "2024-02-29T06:00:00Z");
    expect(slotsAfter(schedule, "2026-01-01T00:00:00Z", 3)).toEqual([
      "2026-02-28T06:00:00Z",
      "2027-02-28T06:00:00Z",
      "2028-02-29T06:00:00Z",
    ]);
  });
});

describe("the window (S2, I3)", () => {
  it("keeps startAt and leaves out endAt, and moves no grid point", () => {
    const schedule = compileSchedule(
      intervalSchedule("1h", "2026-01-01T00:15:00Z", {
        startAt: "2026-01-01T02:00:00.000Z",
        endAt: "2026-01-01T04:15:00.000Z",
      }),
      NO_JOB,
    );
    expect(slotsAfter(schedule, "2025-01-01T00:00:00Z", 9)).toEqual([
      "2026-01-01T02:15:00Z",
      "2026-01-01T03:15:00Z",
    ]);
    expect(schedule.previous(at("2027-01-01T00:00:00Z"))?.at).toBe(at("2026-01-01T03:15:00Z"));
    expect(schedule.count(0, at("2027-01-01T00:00:00Z"))).toBe(2);
  });
});
