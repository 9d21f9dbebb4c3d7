import type { BulkView } from "../../lib/contracts/bulk.ts";

/** Counts go no further. */
const MOST_COUNTED = 100_000;

type Skip = BulkView["skipped"][number];

const REASONS: { readonly [R in Skip["reason"]]: string } = {
  not_found: "no such run",
  final: "ended already",
  cancelling: "asked before",
  not_final: "not ended yet",
  job_deleted: "its job was deleted",
  overlap: "kept back by the job's overlap rule",
};

/** A count that may be only a part of the truth: `100000 or more`. */
export function countWords(count: number): string {
  return count >= MOST_COUNTED ? `${MOST_COUNTED} or more` : String(count);
}

/** How many runs a dry run found, in words: `1 run`, `12 runs`. */
export function runsWords({ applied, remaining }: BulkView): string {
  const count = applied + remaining;
  if (remaining >= MOST_COUNTED) return `${count} runs or more`;
  return count === 1 ? "1 run" : `${count} runs`;
}

/** What a call did or would do, and why it left the others. */
export function bulkText(view: BulkView): string {
  const verb = VERBS[view.action][view.dryRun ? "would" : "did"];
  const skips = [...Map.groupBy(view.skipped, ({ reason }) => reason)].map(
    ([reason, of]) => `  ${of.reduce((sum, { count }) => sum + count, 0)} ${REASONS[reason]}`,
  );
  const left = skips.length === 0 ? "" : `Left as they are:\n${skips.join("\n")}\n`;
  return `${verb} ${runsWords(view)}.\n${left}`;
}

const VERBS: {
  readonly [A in BulkView["action"]]: { readonly did: string; readonly would: string };
} = {
  cancel: { did: "Cancelled", would: "Would cancel" },
  rerun: { did: "Started again", would: "Would run again" },
};

/** Two calls that followed each other, as one. */
export function addOutcomes(before: BulkView, after: BulkView): BulkView {
  const byReason = new Map<Skip["reason"], number>();
  for (const { reason, count } of [...before.skipped, ...after.skipped])
    byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  return {
    ...after,
    matched: before.matched + after.matched,
    applied: before.applied + after.applied,
    skipped: [...byReason].map(([reason, count]) => ({ reason, count })),
  };
}
