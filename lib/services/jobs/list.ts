import { listJobs } from "../../../db/queries/jobs.ts";
import type { Page } from "../../contracts/common.ts";
import type { JobListQuery, JobView } from "../../contracts/job.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { templateIds } from "../templates/find.ts";
import { jobViews } from "./show.ts";

/** A page of the project's jobs, newest first, each with its newest runs. */
export async function listJobsOf(ctx: Context, query: JobListQuery): Promise<Page<JobView>> {
  const project = await enterProject(ctx, "jobs.read", query.project);
  const filter = {
    projectId: project.id,
    statuses: query.status,
    tags: query.tag === undefined ? undefined : [query.tag],
    templateIds: await templateIds(ctx.db, project.id, query.template),
    q: query.q,
  };
  return answerPage(query, {
    read: (page) => listJobs(ctx.db, { ...filter, ...page }),
    keyOf: ({ createdAt, id }) => ({ createdAt: createdAt.getTime(), id }),
    view: (rows) => jobViews(ctx.db, rows),
  });
}
