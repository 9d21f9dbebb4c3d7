import { markBackfillCancelled, readCancellableRuns } from "../../../db/queries/backfills.ts";
import { lockJob } from "../../../db/queries/planner.ts";
import type { CancelledRun } from "../../../db/queries/run-transitions.ts";
import type { BackfillView } from "../../contracts/backfill.ts";
import { recordDeed } from "../audit/record.ts";
import { authorOf } from "../author.ts";
import type { Context } from "../context.ts";
import { cancelInside } from "../runs/cancel.ts";
import { groupsOf } from "../runs/groups.ts";
import { releaseHeld } from "../runs/release-held.ts";
import { inBatches } from "./batches.ts";
import { reachBackfill, showBackfill } from "./get.ts";

/**
 * Cancels what is left of a backfill: its pending runs at once, its running ones are asked to stop; what ended stays.
 * Asking twice changes nothing. Throws `not_found`, `forbidden`.
 */
export async function cancelBackfill(ctx: Context, id: string): Promise<BackfillView> {
  const { jobId, projectId } = await reachBackfill(ctx, "runs.write", id);
  const reached: CancelledRun[] = [];
  await ctx.db.transaction(async (tx) => {
    // Held runs are let go under the job's lock; they wait until this is over.
    await lockJob(tx, jobId);
    const runs = await readCancellableRuns(tx, id);
    if (runs.length === 0) return;
    await inBatches(runs, async (batch) => {
      reached.push(...(await cancelInside(ctx.queue, tx, batch, "user")));
    });
    if (!(await markBackfillCancelled(tx, id, authorOf(ctx.actor)))) return;
    const object = { kind: "backfill", id };
    const after = { jobId, runs: runs.length };
    await recordDeed(tx, ctx, { action: "backfill.cancelled", projectId, object, after });
  });
  if (reached.length > 0) {
    ctx.hints.send("cancel", "events");
    await releaseHeld(ctx, [jobId], groupsOf(reached));
  }
  // Who may cancel is told how it stands, even by a token that may not read.
  return showBackfill(ctx.db, await reachBackfill(ctx, "runs.write", id));
}
