import type { Problem } from "../problem.ts";
import type { Instant } from "../schedule/types.ts";

const MAX_YEARS = 10;
const MAX_RANGE_MS = (MAX_YEARS * 365 + 3) * 86_400_000;

/** What is wrong with the range of a simulation, from ≤ t < to (S2). */
export function rangeProblems(from: Instant, to: Instant): Problem[] {
  if (to <= from) return [{ pointer: "/to", message: "must lie after from" }];
  if (to - from <= MAX_RANGE_MS) return [];
  return [{ pointer: "/to", message: `must lie at most ${MAX_YEARS} years after from` }];
}
