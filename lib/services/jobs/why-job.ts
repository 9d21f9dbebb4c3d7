import { findJobForWhy, type WhyJobRow } from "../../../db/queries/why-jobs.ts";
import { notFound } from "../../domain/errors.ts";
import { authorize, enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";
import type { JobReference } from "./reach.ts";

/**
 * The job a question is about, and the right to ask it. Unlike elsewhere a deleted job is found by its id: that it was
 * deleted is the answer. Throws `not_found`, `forbidden`.
 */
export async function reachJobForWhy(
  ctx: Context,
  { job: reference, project }: JobReference,
): Promise<WhyJobRow> {
  const entered =
    project === undefined && isId(reference) ? null : await enterProject(ctx, "runs.read", project);
  const job = await findJobForWhy(
    ctx.db,
    isId(reference) ? { id: reference } : { projectId: entered?.id ?? "", key: reference },
  );
  if (job === undefined) throw notFound("job");
  if (entered === null) await authorize(ctx, "runs.read", job.projectId, "job");
  else if (entered.id !== job.projectId) throw notFound("job");
  return job;
}
