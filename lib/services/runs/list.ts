import type { Db } from "../../../db/client.ts";
import { findJob, findJobIds } from "../../../db/queries/jobs.ts";
import { listRuns, type RunFilter } from "../../../db/queries/runs.ts";
import type { Page } from "../../contracts/common.ts";
import type { RunListQuery, RunView } from "../../contracts/run.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage, isId } from "../page.ts";
import { templateIds } from "../templates/find.ts";
import { runView } from "./view.ts";

/** Up to this many jobs are looked through one by one; the runs of more are found among the newest. */
const FEW_JOBS = 50;

/** A page of the project's runs, newest first; those of deleted jobs are found by the job's id. */
export async function listRunsOf(ctx: Context, query: RunListQuery): Promise<Page<RunView>> {
  const project = await enterProject(ctx, "runs.read", query.project);
  const filter = {
    projectId: project.id,
    backfillId: query.backfill,
    statuses: query.status,
    triggers: query.trigger,
    from: milliseconds(query.from),
    to: milliseconds(query.to),
    ...(await whichRuns(ctx.db, project.id, query)),
  };
  return answerPage(query, {
    read: (page) => listRuns(ctx.db, { ...filter, ...page }),
    keyOf: ({ createdAt, id }) => ({ createdAt, id }),
    view: (rows) => rows.map(runView),
  });
}

/** What the filters by job, template and text mean. A text that is an id is a run's. */
async function whichRuns(
  on: Db,
  projectId: string,
  { job, template, q: text }: RunListQuery,
): Promise<Pick<RunFilter, "jobIds" | "templateIds" | "q" | "id">> {
  const id = text !== undefined && isId(text) ? text : undefined;
  const q = id === undefined ? text : undefined;
  const templates = await templateIds(on, projectId, template);
  const named = await jobIds(on, projectId, job);
  if (named !== undefined || (templates === undefined && q === undefined))
    return { jobIds: named, templateIds: templates, q, id };
  const few = await findJobIds(on, projectId, { templateIds: templates, q }, FEW_JOBS + 1);
  if (few.length > FEW_JOBS) return { templateIds: templates, q, id };
  return { jobIds: few, templateIds: templates, id };
}

/** Ids a filter by job means; none at all finds nothing, undefined filters nothing. */
async function jobIds(
  on: Db,
  projectId: string,
  references: readonly string[] | undefined,
): Promise<string[] | undefined> {
  if (references === undefined) return undefined;
  const found = references.map(async (reference) => {
    if (isId(reference)) return [reference];
    const job = await findJob(on, { projectId, key: reference });
    return job === undefined ? [] : [job.id];
  });
  return (await Promise.all(found)).flat();
}

function milliseconds(instant: string | undefined): number | undefined {
  return instant === undefined ? undefined : Date.parse(instant);
}
