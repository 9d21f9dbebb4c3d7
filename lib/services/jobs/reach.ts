import type { JobRow } from "../../../db/queries/jobs.ts";
import type { Action } from "../../contracts/rights.ts";
import { notFound } from "../../domain/errors.ts";
import { authorize, enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";
import { requireJob } from "./show.ts";

/** How a call names a job. */
export type JobReference = {
  /** Id or key. */
  readonly job: string;
  /** The project a key belongs to; the caller's default one when absent. An id must belong to it where it is said. */
  readonly project?: string | undefined;
};

/** The job a call names, and the right to do `action` with it. Throws `not_found`, also for deleted ones, and `forbidden`. */
export async function reachJob(
  ctx: Context,
  action: Action,
  { job: reference, project }: JobReference,
): Promise<JobRow> {
  if (!isId(reference)) {
    const { id: projectId } = await enterProject(ctx, action, project);
    return requireJob(ctx.db, { projectId, key: reference });
  }
  const job = await requireJob(ctx.db, { id: reference });
  if (project === undefined) {
    await authorize(ctx, action, job.projectId, "job");
    return job;
  }
  const entered = await enterProject(ctx, action, project);
  if (entered.id !== job.projectId) throw notFound("job");
  return job;
}
