import type { JobView, ResumeBody } from "../../contracts/job.ts";
import type { Context } from "../context.ts";
import { changeJob, moveJob, storeChange } from "./change.ts";
import { type JobReference, reachJob } from "./reach.ts";
import { showJob } from "./show.ts";

/**
 * Ends a pause. Its slots are decided by `missed`, else by the job's misfire policy (P3). A job that is not paused
 * stays as it is. Throws `not_found`, `forbidden`.
 */
export async function resumeJob(
  ctx: Context,
  reference: JobReference,
  body: ResumeBody,
): Promise<JobView> {
  const { id } = await reachJob(ctx, "jobs.pause", reference);
  await changeJob(ctx, id, {
    apply: async (taken) => {
      const { job } = taken;
      if (job.status !== "paused") return;
      const missed = body.missed ?? null;
      const move = { schedule: job.schedule, rescheduled: false, pause: null, missed };
      await storeChange(ctx, taken, { ...job, ...(await moveJob(ctx, taken, move)) }, "resumed");
    },
  });
  return showJob(ctx.db, id);
}
