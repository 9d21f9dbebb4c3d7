import { listBackfills as readBackfills } from "../../../db/queries/backfills.ts";
import type { BackfillListQuery, BackfillView } from "../../contracts/backfill.ts";
import type { Page } from "../../contracts/common.ts";
import type { Context } from "../context.ts";
import { type JobReference, reachJob } from "../jobs/reach.ts";
import { answerPage } from "../page.ts";
import { backfillViews } from "./view.ts";

/** A page of a job's backfills, newest first. Throws `not_found`, `forbidden`. */
export async function listBackfills(
  ctx: Context,
  reference: JobReference,
  query: Pick<BackfillListQuery, "limit" | "cursor">,
): Promise<Page<BackfillView>> {
  const { id } = await reachJob(ctx, "runs.read", reference);
  return answerPage(query, {
    read: (page) => readBackfills(ctx.db, id, page),
    keyOf: (row) => ({ createdAt: row.createdAt.getTime(), id: row.id }),
    view: (rows) => backfillViews(ctx.db, rows),
  });
}
