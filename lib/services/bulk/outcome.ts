import type { BulkView } from "../../contracts/bulk.ts";
import type { BulkSkip } from "../../domain/bulk.ts";

/** A run that was left as it is, and why. */
export type SkippedRun = { readonly id: string; readonly reason: BulkSkip };

/** What came of some runs. */
export type BulkOutcome = { readonly applied: number; readonly skipped: readonly SkippedRun[] };

/** Two outcomes as one. */
export function together(one: BulkOutcome, other: BulkOutcome): BulkOutcome {
  return {
    applied: one.applied + other.applied,
    skipped: [...one.skipped, ...other.skipped],
  };
}

/** How many were left for which reason. */
export function countReasons(skipped: readonly SkippedRun[]): BulkView["skipped"] {
  const byReason = Map.groupBy(skipped, ({ reason }) => reason);
  return [...byReason].map(([reason, runs]) => ({ reason, count: runs.length }));
}

/** The same where runs were named: an entry for each. */
export function nameEach(skipped: readonly SkippedRun[]): BulkView["skipped"] {
  return skipped.map(({ id, reason }) => ({ id, reason, count: 1 }));
}
