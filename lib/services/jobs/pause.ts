import type { JobView, PauseBody } from "../../contracts/job.ts";
import { invalid } from "../../domain/errors.ts";
import { authorOf } from "../author.ts";
import type { Context } from "../context.ts";
import { changeJob, moveJob, presentPause, storeChange } from "./change.ts";
import { type JobReference, reachJob } from "./reach.ts";
import { showJob } from "./show.ts";

/**
 * Stops planning, until a moment or until further notice; runs that are open go on. On a paused job it changes the
 * moment and the note where they are said. Throws `not_found`, `forbidden`, `invalid` for a moment that has passed.
 */
export async function pauseJob(
  ctx: Context,
  reference: JobReference,
  body: PauseBody,
): Promise<JobView> {
  const { id } = await reachJob(ctx, "jobs.pause", reference);
  await changeJob(ctx, id, {
    apply: async (taken) => {
      const { job, now } = taken;
      const until = moment(body.until, now);
      const present = presentPause(job);
      const by = present === null ? authorOf(ctx.actor) : present.by;
      const pause = {
        until: until === undefined ? (present?.until ?? null) : until,
        note: body.note === undefined ? (present?.note ?? null) : body.note,
        by,
      };
      if (present !== null && present.until === pause.until && present.note === pause.note) return;
      const { schedule } = job;
      const move = { schedule, rescheduled: false, pause, missed: null };
      await storeChange(ctx, taken, { ...job, ...(await moveJob(ctx, taken, move)) }, "paused");
    },
  });
  return showJob(ctx.db, id);
}

function moment(until: string | null | undefined, now: number): number | null | undefined {
  if (until === null || until === undefined) return until;
  const at = Date.parse(until);
  if (at > now) return at;
  throw invalid([{ pointer: "/until", message: "must lie in the future" }]);
}
