import { OVERLAP_POLICIES, type OverlapPolicy } from "../../lib/domain/policies.ts";

/** What a choice of overlap means for the runs of a backfill. */
export const OVERLAP_WORDS: { readonly [P in OverlapPolicy]: string } = {
  queue_all: "One after the other, in the order of the slots",
  allow: "All at once, as far as the job's own limit lets them",
  queue_one: "One runs, one waits; the others are skipped",
  skip: "Only what finds nothing running; the others are skipped",
  cancel_previous: "Each cancels the one before it; the last one stays",
};

/** The usual one first. */
export const OVERLAP_ORDER: readonly OverlapPolicy[] = [
  "queue_all",
  ...OVERLAP_POLICIES.filter((policy) => policy !== "queue_all"),
];
