import type { Db } from "../../../db/client.ts";
import { type BackfillRow, findBackfill } from "../../../db/queries/backfills.ts";
import type { BackfillView } from "../../contracts/backfill.ts";
import type { Action } from "../../contracts/rights.ts";
import { notFound } from "../../domain/errors.ts";
import { authorize } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";
import { backfillViews } from "./view.ts";

/** The backfill with this id, and the right to do `action` with its runs. Throws `not_found`, `forbidden`. */
export async function reachBackfill(
  ctx: Context,
  action: Action,
  id: string,
): Promise<BackfillRow> {
  const row = isId(id) ? await findBackfill(ctx.db, id) : undefined;
  if (row === undefined) throw notFound("backfill");
  await authorize(ctx, action, row.projectId, "backfill");
  return row;
}

/** How a backfill stands: its runs by state. Throws `not_found`, `forbidden`. */
export async function getBackfill(ctx: Context, id: string): Promise<BackfillView> {
  return showBackfill(ctx.db, await reachBackfill(ctx, "runs.read", id));
}

/** A backfill that was reached, as its runs now stand. */
export async function showBackfill(on: Db, row: BackfillRow): Promise<BackfillView> {
  const [view] = await backfillViews(on, [row]);
  if (view === undefined) throw notFound("backfill");
  return view;
}
