import type { JobView } from "../../contracts/job.ts";
import { notFound } from "../../domain/errors.ts";
import type { Context } from "../context.ts";
import { type JobReference, reachJob } from "./reach.ts";
import { jobViews } from "./show.ts";

/** One job by id or key. Throws `not_found`, `forbidden`. */
export async function getJob(ctx: Context, reference: JobReference): Promise<JobView> {
  const [view] = await jobViews(ctx.db, [await reachJob(ctx, "jobs.read", reference)]);
  if (view === undefined) throw notFound("job");
  return view;
}
