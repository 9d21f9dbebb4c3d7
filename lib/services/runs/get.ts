import type { Db, Tx } from "../../../db/client.ts";
import { listAttempts } from "../../../db/queries/attempts.ts";
import { findRun, type RunRow } from "../../../db/queries/runs.ts";
import type { RunDetailView } from "../../contracts/run.ts";
import { notFound } from "../../domain/errors.ts";
import type { Context } from "../context.ts";
import { reachRun } from "./reach.ts";
import { attemptViews, runView } from "./view.ts";

/** One run with its attempts. Throws `not_found`, `forbidden`. */
export async function getRun(ctx: Context, id: string): Promise<RunDetailView> {
  return detail(ctx.db, await reachRun(ctx, "runs.read", id));
}

/** A run as it stands now, whoever asks. Throws `not_found`. */
export async function showRun(on: Db | Tx, id: string): Promise<RunDetailView> {
  const row = await findRun(on, id);
  if (row === undefined) throw notFound("run");
  return detail(on, row);
}

async function detail(on: Db | Tx, row: RunRow): Promise<RunDetailView> {
  return { ...runView(row), attempts: attemptViews(row, await listAttempts(on, row.id)) };
}
