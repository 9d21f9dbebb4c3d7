import { listWorkers as readWorkers } from "../../../db/queries/worker-list.ts";
import type { Page } from "../../contracts/common.ts";
import type { WorkerListQuery, WorkerView } from "../../contracts/worker.ts";
import { requireAccess } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { workerView } from "./view.ts";

/** A page of the installation's workers, newest first; everybody signed in may look. */
export async function listWorkers(ctx: Context, query: WorkerListQuery): Promise<Page<WorkerView>> {
  requireAccess(ctx.actor, "admin");
  return answerPage(query, {
    read: (page) => readWorkers(ctx.db, page),
    keyOf: (row) => ({ createdAt: row.startedAt.getTime(), id: row.id }),
    view: (rows) => rows.map(workerView),
  });
}
