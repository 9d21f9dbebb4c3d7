import { FINAL_STATES, isFinal, RUN_STATUSES, type RunStatus } from "./run-state.ts";

/** What can be done with many runs at once. */
export const BULK_ACTIONS = ["cancel", "rerun"] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Why a run named or matched was left as it is; `overlap` is a re-run that the job's rule recorded as skipped. */
export const BULK_SKIPS = [
  "not_found",
  "final",
  "cancelling",
  "not_final",
  "job_deleted",
  "overlap",
] as const;
export type BulkSkip = (typeof BULK_SKIPS)[number];

const LIVE = RUN_STATUSES.filter((status) => !isFinal(status));

/** The states in which runs match a filter: live ones are cancelled, final ones run again. */
export function statusesFor(
  action: BulkAction,
  wanted: readonly RunStatus[] | undefined,
): readonly RunStatus[] {
  const possible: readonly RunStatus[] = action === "cancel" ? LIVE : FINAL_STATES;
  return wanted === undefined ? possible : possible.filter((status) => wanted.includes(status));
}

/** Why an action does not apply to a run as it stands, or null. */
export function skipOf(
  action: BulkAction,
  run: { readonly status: RunStatus; readonly jobDeleted: boolean },
): BulkSkip | null {
  if (action === "cancel") {
    if (isFinal(run.status)) return "final";
    return run.status === "cancelling" ? "cancelling" : null;
  }
  if (!isFinal(run.status)) return "not_final";
  return run.jobDeleted ? "job_deleted" : null;
}
