import { describe, expect, it } from "vitest";
import { tallyLine, tallyPlaywright, tallyVitest, total } from "./tally.ts";

describe("tallyVitest", () => {
  const report = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };

  it("counts passed, failed and skipped", () => {
    expect(tallyVitest(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 3 });
  });

  it("counts a failure that no test shows", () => {
    expect(tallyVitest({ numPassedTests: 3 }, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });

  it("counts a run without tests or without a report as failed", () => {
    expect(tallyVitest({ numPassedTests: 0 }, 0).failed).toBe(1);
    expect(tallyVitest(null, 0).failed).toBe(1);
  });
});

it("counts Playwright's flaky tests as failed", () => {
  const report = { stats: { expected: 5, unexpected: 1, flaky: 2, skipped: 1 } };
  expect(tallyPlaywright(report, 1)).toEqual({ passed: 5, failed: 3, skipped: 1 });
});

it("adds what was skipped to what failed", () => {
  const parts = [
    { passed: 4, failed: 0, skipped: 1 },
    { passed: 2, failed: 1, skipped: 0 },
  ];
  expect(total(parts)).toEqual({ passed: 6, failed: 2 });
});

it.each([
  ["✓ a\n\n12 passed, 0 failed in 91.3 s\n", 0, { passed: 12, failed: 0, skipped: 0 }],
  ["✗ a\n\n11 passed, 1 failed in 91.3 s\n", 1, { passed: 11, failed: 1, skipped: 0 }],
  ["12 passed, 0 failed in 91.3 s\n", 1, { passed: 12, failed: 1, skipped: 0 }],
  ["it broke before it counted\n", 1, { passed: 0, failed: 1, skipped: 0 }],
  ["", 0, { passed: 0, failed: 1, skipped: 0 }],
])("counts %j of a program that ended with %i", (output, code, tally) => {
  expect(tallyLine(output, code)).toEqual(tally);
});
