import { describe, expect, it } from "vitest";
import type { OverlapPolicy } from "../policies.ts";
import { overlapPredictor } from "./overlaps.ts";

const MINUTE = 60_000;

/** What becomes of slots a minute apart, as `decision@start` with the start in minutes. */
function predict(
  policy: OverlapPolicy,
  minutes: number,
  more: { limit?: number; jitter?: readonly number[]; slots?: number } = {},
): string[] {
  const { limit, jitter = [], slots = 6 } = more;
  const decide = overlapPredictor({
    policies: { overlap: policy, maxConcurrentRuns: limit ?? null },
    durationMs: minutes * MINUTE,
    jitterOf: (slot) => (jitter[slot / MINUTE] ?? 0) * MINUTE,
  });
  return Array.from({ length: slots }, (_, index) => {
    const { decision, startsAt } = decide(index * MINUTE);
    return startsAt === null ? decision : `${decision}@${startsAt / MINUTE}`;
  });
}

describe("overlapPredictor", () => {
  it("runs what ends before the next slot", () => {
    expect(predict("skip", 1)).toEqual(["run@0", "run@1", "run@2", "run@3", "run@4", "run@5"]);
  });

  it("skips while a run goes on", () => {
    const expected = ["run@0", "skipped", "skipped", "run@3", "skipped", "skipped"];
    expect(predict("skip", 2.5)).toEqual(expected);
  });

  it("lets everything start under allow, and holds what is beyond a limit", () => {
    expect(predict("allow", 9, { slots: 3 })).toEqual(["run@0", "run@1", "run@2"]);
    const held = ["run@0", "run@1", "held@9", "held@10", "held@18", "held@19"];
    expect(predict("allow", 9, { limit: 2 })).toEqual(held);
  });

  it("keeps one run waiting under queue_one", () => {
    const expected = ["run@0", "held@2.5", "skipped", "held@5", "skipped", "held@7.5"];
    expect(predict("queue_one", 2.5)).toEqual(expected);
  });

  it("keeps all waiting in order under queue_all, up to a thousand", () => {
    expect(predict("queue_all", 2.5, { slots: 4 })).toEqual([
      "run@0",
      "held@2.5",
      "held@5",
      "held@7.5",
    ]);
    const many = predict("queue_all", 1_000_000, { slots: 1_003 });
    expect(many.filter((text) => text.startsWith("held"))).toHaveLength(1_000);
    expect(many.slice(-2)).toEqual(["skipped", "skipped"]);
  });

  it("starts at once when it cancels what goes on", () => {
    const expected = ["run@0", "cancels_previous@1", "cancels_previous@2"];
    expect(predict("cancel_previous", 2.5, { slots: 3 })).toEqual(expected);
  });

  it("takes jitter into account: the run of a late start is in the way of the next slot", () => {
    const expected = ["run@0.5", "skipped", "run@2"];
    expect(predict("skip", 1, { jitter: [0.5], slots: 3 })).toEqual(expected);
  });

  it("counts as many runs as may go on at a time", () => {
    const expected = ["run@0", "run@1", "skipped", "run@3", "run@4", "skipped"];
    expect(predict("skip", 2.5, { limit: 2 })).toEqual(expected);
  });

  it("names the slot whose run is in the way", () => {
    const decide = overlapPredictor({
      policies: { overlap: "queue_one", maxConcurrentRuns: null },
      durationMs: 10 * MINUTE,
      jitterOf: () => 0,
    });
    expect([0, 1, 2].map((slot) => decide(slot * MINUTE).behind)).toEqual([null, 0, MINUTE]);
  });
});
