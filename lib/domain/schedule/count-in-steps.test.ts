import { expect, it } from "vitest";
import { compileCalendars } from "../calendar/compile.ts";
import { finish } from "../testing/finish.ts";
import { compileSchedule } from "./compile.ts";
import { countInSteps } from "./count-in-steps.ts";

const weekdays = compileCalendars([
  { slug: "weekdays", name: "Weekdays", entries: [{ kind: "weekly", days: ["SAT", "SUN"] }] },
]);
const schedule = compileSchedule(
  {
    kind: "cron",
    expression: "30 2 * * *",
    timeZone: "Europe/Berlin",
    dst: { gap: "skip", fold: "both" },
    startAt: null,
    endAt: null,
    jitterSeconds: 0,
    calendars: ["weekdays"],
  },
  "018f3b1e-0000-7000-8000-000000000001",
  weekdays,
);
const range = { from: Date.parse("2026-01-01T00:00:01Z"), to: Date.parse("2029-06-30T01:30:00Z") };

it("arrives at what counting the whole range at once gives", () => {
  const { from, to } = range;
  expect(finish(countInSteps(schedule, "any", range))).toBe(schedule.count(from, to));
  for (const fate of ["fires", "dst_gap", "calendar", "window"] as const)
    expect(finish(countInSteps(schedule, fate, range)), fate).toBe(
      schedule.countOf(fate, from, to),
    );
});

it("gives way at least every month, and counts nothing in a range without length", () => {
  expect([...countInSteps(schedule, "any", range)].length).toBeGreaterThan(42);
  expect(finish(countInSteps(schedule, "any", { from: 5, to: 5 }))).toBe(0);
  expect(finish(countInSteps(schedule, "any", { from: 5, to: -5 }))).toBe(0);
});
