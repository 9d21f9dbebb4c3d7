/** How many tests of a part passed, failed and were skipped. */
export type Tally = Readonly<{ passed: number; failed: number; skipped: number }>;

/** Counts of vitest's JSON report. A run that failed without a failed test (a leak, a broken file) counts as one. */
export function tallyVitest(report: unknown, exitCode: number): Tally {
  const passed = count(report, "numPassedTests");
  const failed = count(report, "numFailedTests");
  const skipped = count(report, "numPendingTests") + count(report, "numTodoTests");
  return withHiddenFailure({ passed, failed, skipped }, exitCode);
}

/** Counts of Playwright's JSON report. A test that passed only when repeated counts as failed. */
export function tallyPlaywright(report: unknown, exitCode: number): Tally {
  const stats = field(report, "stats");
  return withHiddenFailure(
    {
      passed: count(stats, "expected"),
      failed: count(stats, "unexpected") + count(stats, "flaky"),
      skipped: count(stats, "skipped"),
    },
    exitCode,
  );
}

/** Counts of a last line such as `12 passed, 0 failed in 91.3 s`. */
export function tallyLine(output: string, exitCode: number): Tally {
  const [, passed, failed] = /^(\d+) passed, (\d+) failed/m.exec(output) ?? [];
  const tally = { passed: Number(passed ?? 0), failed: Number(failed ?? 0), skipped: 0 };
  return withHiddenFailure(tally, exitCode);
}

/** Everything together; what was skipped has not passed and counts as failed. */
export function total(tallies: readonly Tally[]): { passed: number; failed: number } {
  let passed = 0;
  let failed = 0;
  for (const tally of tallies) {
    passed += tally.passed;
    failed += tally.failed + tally.skipped;
  }
  return { passed, failed };
}

function withHiddenFailure(tally: Tally, exitCode: number): Tally {
  const hidden = tally.failed === 0 && (exitCode !== 0 || tally.passed + tally.skipped === 0);
  return hidden ? { ...tally, failed: 1 } : tally;
}

function count(report: unknown, name: string): number {
  const value = field(report, name);
  return typeof value === "number" ? value : 0;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
