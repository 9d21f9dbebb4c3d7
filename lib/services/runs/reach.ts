import { findRun, type RunRow } from "../../../db/queries/runs.ts";
import type { Action } from "../../contracts/rights.ts";
import { notFound } from "../../domain/errors.ts";
import { authorize } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";

/** A run by id, and the right to do `action` in its project. Throws `not_found`, `forbidden`. */
export async function reachRun(ctx: Context, action: Action, id: string): Promise<RunRow> {
  const row = isId(id) ? await findRun(ctx.db, id) : undefined;
  if (row === undefined) throw notFound("run");
  await authorize(ctx, action, row.projectId, "run");
  return row;
}
