import { expect, it } from "vitest";
import { timelineSegments } from "./timeline-segments.ts";

const T0 = Date.UTC(2026, 0, 1);
const at = (ms: number) => new Date(T0 + ms).toISOString();

function attempt(number: number, from: number, to: number | null) {
  return {
    attempt: number,
    workerId: "w",
    startedAt: at(from),
    finishedAt: to === null ? null : at(to),
    durationMs: to === null ? null : to - from,
    outcome: to === null ? null : ("failed" as const),
    error: null,
    result: null,
  };
}

function spans(segments: ReturnType<typeof timelineSegments>) {
  return segments.map(({ kind, from, to }) => [kind, from - T0, to - T0]);
}

it("covers waiting, attempts and retry waits without a gap, up to now", () => {
  const run = {
    scheduledFor: at(0),
    status: "running" as const,
    finishedAt: null,
    attempts: [attempt(1, 5, 105), attempt(2, 1105, null)],
  };
  expect(spans(timelineSegments(run, T0 + 2000))).toEqual([
    ["wait", 0, 5],
    ["attempt", 5, 105],
    ["retry", 105, 1105],
    ["attempt", 1105, 2000],
  ]);
});

it("ends with the run", () => {
  const run = {
    scheduledFor: at(0),
    status: "failed" as const,
    finishedAt: at(100),
    attempts: [attempt(1, 0, 100)],
  };
  expect(spans(timelineSegments(run, T0 + 9999))).toEqual([["attempt", 0, 100]]);
});

it("shows a run that has not started as waiting", () => {
  const run = { scheduledFor: at(0), status: "pending" as const, finishedAt: null, attempts: [] };
  expect(spans(timelineSegments(run, T0 + 50))).toEqual([["wait", 0, 50]]);
});
