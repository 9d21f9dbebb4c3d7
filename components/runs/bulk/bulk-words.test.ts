import { describe, expect, it } from "vitest";
import { doneText, leftText, runsText } from "./bulk-words.ts";

describe("a number of runs", () => {
  it("is exact as far as it was counted", () => {
    expect(runsText({ applied: 1, remaining: 0 })).toBe("1 run");
    expect(runsText({ applied: 10_000, remaining: 2_345 })).toBe("12,345 runs");
    expect(runsText({ applied: 10_000, remaining: 100_000 })).toBe("110,000+ runs");
  });
});

describe("an outcome", () => {
  it("says what was done, and what was left and why", () => {
    const tally = {
      applied: 2,
      remaining: 0,
      skipped: [
        { reason: "final", count: 1_200 },
        { reason: "job_deleted", count: 1 },
      ] as const,
    };
    expect(doneText("cancel", tally)).toBe("Cancelled 2 runs");
    expect(doneText("rerun", { ...tally, applied: 1 })).toBe("Started 1 run again");
    expect(leftText(tally.skipped)).toBe("1,200 ended already, 1 of deleted jobs");
    expect(leftText([])).toBeUndefined();
  });
});
