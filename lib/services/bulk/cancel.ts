import { type PickedRun, pickRunsById } from "../../../db/queries/bulk-runs.ts";
import type { GroupName } from "../../../db/queries/concurrency.ts";
import { lockJobs } from "../../../db/queries/planner.ts";
import { skipOf } from "../../domain/bulk.ts";
import type { Context } from "../context.ts";
import { cancelInside } from "../runs/cancel.ts";
import { groupsOf } from "../runs/groups.ts";
import type { BulkOutcome } from "./outcome.ts";

/** What is to be let go once the runs of a batch are written. */
export type Freed = { readonly jobIds: readonly string[]; readonly groups: readonly GroupName[] };

/** What a batch did. */
export type BatchDone = { readonly outcome: BulkOutcome; readonly freed: Freed };

/** Cancels runs of one project in one transaction. Those somebody else ended meanwhile are skipped. */
export async function cancelBatch(
  ctx: Context,
  projectId: string,
  runs: readonly PickedRun[],
): Promise<BatchDone> {
  const done = await ctx.db.transaction(async (tx) => {
    // Held runs are let go, and new ones opened, under the locks of their jobs; they wait until this is over.
    await lockJobs(tx, [...new Set(runs.map((run) => run.jobId))]);
    const ids = runs.map((run) => run.id);
    const cancelled = await cancelInside(ctx.queue, tx, ids, "user");
    const reached = new Set(cancelled.map((run) => run.id));
    const others = ids.filter((id) => !reached.has(id));
    const now = others.length === 0 ? [] : await pickRunsById(tx, projectId, others);
    const skipped = now.map((run) => ({ id: run.id, reason: skipOf("cancel", run) ?? "final" }));
    return { cancelled, outcome: { applied: cancelled.length, skipped } };
  });
  ctx.hints.send("cancel", "events");
  const { cancelled, outcome } = done;
  return {
    outcome,
    freed: { jobIds: cancelled.map((run) => run.jobId), groups: groupsOf(cancelled) },
  };
}
