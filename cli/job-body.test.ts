import { describe, expect, it } from "vitest";
import { jobBody, mergedParams, parseJobFile, versionOf } from "./job-body.ts";
import { scheduleOf } from "./schedule-flags.ts";

describe("scheduleOf", () => {
  it.each([
    [
      { cron: "0 2 * * *", timezone: "Europe/Berlin" },
      { kind: "cron", expression: "0 2 * * *", timeZone: "Europe/Berlin" },
    ],
    [{ every: "15m" }, { kind: "interval", every: "15m" }],
    [
      { at: "24-12-2026 18:00:00", timezone: "Europe/Berlin" },
      { kind: "once", at: "24-12-2026 18:00:00", timeZone: "Europe/Berlin" },
    ],
    [{ in: "2m" }, { kind: "once", in: "2m" }],
    [{ manual: true }, { kind: "manual" }],
    [{}, undefined],
  ])("reads %j", (flags, schedule) => {
    expect(scheduleOf(flags)).toEqual(schedule);
  });

  it("refuses two schedules, and a zone for none", () => {
    expect(() => scheduleOf({ every: "1m", in: "2m" })).toThrow("not --every and --in");
    expect(() => scheduleOf({ in: "2m", timezone: "UTC" })).toThrow("--timezone goes with");
  });
});

describe("jobBody", () => {
  const file = {
    name: "From file",
    template: "t",
    schedule: { kind: "manual" },
    policies: { overlap: "allow", retry: { maxAttempts: 2, jitter: false } },
    unheardOf: 1,
  };

  it("sends a file as it is", () => {
    expect(jobBody({}, file)).toEqual(file);
  });

  it("lets flags go before the file, policy by policy", () => {
    expect(
      jobBody({ name: "N", every: "5m", maxAttempts: 5, timeout: 9, paused: true }, file),
    ).toEqual({
      ...file,
      name: "N",
      schedule: { kind: "interval", every: "5m" },
      enabled: false,
      policies: { overlap: "allow", timeoutSeconds: 9, retry: { maxAttempts: 5, jitter: false } },
    });
  });

  it("says what is missing", () => {
    expect(() => jobBody({ name: "x", manual: true })).toThrow("--template");
    expect(() => jobBody({ template: "t", manual: true })).toThrow("--name");
    expect(() => jobBody({ template: "t", name: "x" })).toThrow("--manual");
  });
});

it("reads job files and says what is wrong with them", () => {
  expect(parseJobFile('{"name":"x"}', "job.json")).toEqual({ name: "x" });
  expect(() => parseJobFile("{", "job.json")).toThrow("job.json is not JSON");
  expect(() => parseJobFile("[]", "job.json")).toThrow("one JSON object");
});

it("puts parameters of flags over those of the file", () => {
  expect(mergedParams({ a: 1, b: 2 }, { b: 3 })).toEqual({ a: 1, b: 3 });
  expect(versionOf({ templateVersion: 3 })).toBe(3);
  expect(versionOf({})).toBeNull();
});
