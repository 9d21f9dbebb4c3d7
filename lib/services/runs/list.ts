import { listRuns } from "../../../db/queries/runs.ts";
import type { Page } from "../../contracts/common.ts";
import type { RunListQuery, RunView } from "../../contracts/run.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { runFilter } from "./filter.ts";
import { runView } from "./view.ts";

/** A page of the project's runs, newest first; those of deleted jobs are found by the job's id. */
export async function listRunsOf(ctx: Context, query: RunListQuery): Promise<Page<RunView>> {
  const project = await enterProject(ctx, "runs.read", query.project);
  const filter = await runFilter(ctx.db, project.id, query);
  return answerPage(query, {
    read: (page) => listRuns(ctx.db, { ...filter, ...page }),
    keyOf: ({ createdAt, id }) => ({ createdAt, id }),
    view: (rows) => rows.map(runView),
  });
}
