import { insertEvents } from "../../../db/queries/events.ts";
import { markJobDeleted } from "../../../db/queries/jobs.ts";
import type { CancelledRun } from "../../../db/queries/run-transitions.ts";
import { lockPendingRuns } from "../../../db/queries/runs.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { cancelInside } from "../runs/cancel.ts";
import { isPaused } from "../runs/decide-job.ts";
import { groupsOf } from "../runs/groups.ts";
import { decidePauseNow } from "../runs/open-due.ts";
import { releaseHeld } from "../runs/release-held.ts";
import { changeJob } from "./change.ts";
import { type JobReference, reachJob } from "./reach.ts";

/**
 * Deletes a job: no further runs, pending ones are cancelled (`job_deleted`), running ones finish; its runs stay
 * readable and its key is free. Throws `not_found`, `forbidden`, `stale`.
 */
export async function removeJob(
  ctx: Context,
  reference: JobReference,
  ifMatch: number | null,
): Promise<void> {
  const { id } = await reachJob(ctx, "jobs.write", reference);
  const cancelled: CancelledRun[] = [];
  await changeJob(ctx, id, {
    ifMatch,
    apply: async ({ tx, now, locked, job: { projectId, key, name, version } }) => {
      // Nobody will end the pause it may be in: its slots are missed, and nothing is left without a row.
      if (isPaused(locked)) await decidePauseNow(ctx.queue, tx, locked, { kind: "replaced" });
      const pending = await lockPendingRuns(tx, id);
      cancelled.push(...(await cancelInside(ctx.queue, tx, pending, "job_deleted")));
      await markJobDeleted(tx, id, now);
      const data = { status: "deleted" };
      await insertEvents(tx, [{ type: "job.terminated", projectId, jobId: id, data }]);
      const object = { kind: "job", id };
      await recordDeed(tx, ctx, {
        action: "job.deleted",
        projectId,
        object,
        before: { key, name, version },
      });
    },
  });
  // Runs of others may have waited for the places of those that will not start.
  await releaseHeld(ctx, [], groupsOf(cancelled));
}
