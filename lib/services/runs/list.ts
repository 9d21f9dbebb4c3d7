import type { Db } from "../../../db/client.ts";
import { findJob } from "../../../db/queries/jobs.ts";
import { listRuns } from "../../../db/queries/runs.ts";
import type { Page } from "../../contracts/common.ts";
import type { RunListQuery, RunView } from "../../contracts/run.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage, isId } from "../page.ts";
import { templateIds } from "../templates/find.ts";
import { runView } from "./view.ts";

/** A page of the project's runs, newest first; those of deleted jobs are found by the job's id. */
export async function listRunsOf(ctx: Context, query: RunListQuery): Promise<Page<RunView>> {
  const project = await enterProject(ctx, "runs.read", query.project);
  const filter = {
    projectId: project.id,
    jobIds: await jobIds(ctx.db, project.id, query.job),
    templateIds: await templateIds(ctx.db, project.id, query.template),
    statuses: query.status,
    triggers: query.trigger,
    from: milliseconds(query.from),
    to: milliseconds(query.to),
    q: query.q,
  };
  return answerPage(query, {
    read: (page) => listRuns(ctx.db, { ...filter, ...page }),
    keyOf: ({ createdAt, id }) => ({ createdAt, id }),
    view: (rows) => rows.map(runView),
  });
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
