import type { Db } from "../../../db/client.ts";
import { findJob, findJobIds } from "../../../db/queries/jobs.ts";
import type { RunFilter } from "../../../db/queries/runs.ts";
import type { RunListQuery } from "../../contracts/run.ts";
import { isId } from "../page.ts";
import { templateIds } from "../templates/find.ts";

/** Up to this many jobs are looked through one by one; the runs of more are found among the newest. */
const FEW_JOBS = 50;

/** What a caller says about the runs they mean, as the database is asked. */
export async function runFilter(
  on: Db,
  projectId: string,
  query: Omit<RunListQuery, "project" | "limit" | "cursor">,
): Promise<Omit<RunFilter, "after" | "limit">> {
  return {
    projectId,
    backfillId: query.backfill,
    statuses: query.status,
    triggers: query.trigger,
    from: milliseconds(query.from),
    to: milliseconds(query.to),
    ...(await whichRuns(on, projectId, query)),
  };
}

/** What the filters by job, template and text mean. A text that is an id is a run's. */
async function whichRuns(
  on: Db,
  projectId: string,
  { job, template, q: text }: Pick<RunListQuery, "job" | "template" | "q">,
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
  // A job may be named twice, by its key and its id.
  return [...new Set((await Promise.all(found)).flat().map((id) => id.toLowerCase()))];
}

function milliseconds(instant: string | undefined): number | undefined {
  return instant === undefined ? undefined : Date.parse(instant);
}
