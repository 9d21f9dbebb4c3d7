import { insertEvents } from "../../../db/queries/events.ts";
import { markJobDeleted } from "../../../db/queries/jobs.ts";
import { lockPendingRuns } from "../../../db/queries/runs.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { cancelInside } from "../runs/cancel.ts";
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
  await changeJob(ctx, id, {
    ifMatch,
    apply: async ({ tx, job: { projectId, key, version } }) => {
      await cancelInside(ctx.queue, tx, await lockPendingRuns(tx, id), "job_deleted");
      await markJobDeleted(tx, id);
      const data = { status: "deleted" };
      await insertEvents(tx, [{ type: "job.terminated", projectId, jobId: id, data }]);
      const object = { kind: "job", id };
      await recordDeed(tx, ctx, {
        action: "job.deleted",
        projectId,
        object,
        before: { key, version },
      });
    },
  });
}
