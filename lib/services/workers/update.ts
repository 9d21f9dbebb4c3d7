import { findWorker, setDraining } from "../../../db/queries/worker-list.ts";
import type { WorkerPatch, WorkerView } from "../../contracts/worker.ts";
import { notFound } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { requireAdmin } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";
import { workerView } from "./view.ts";

/** Asks a worker to drain, or to go on. Administrators only. Throws `not_found`. */
export async function updateWorker(
  ctx: Context,
  id: string,
  { draining }: WorkerPatch,
): Promise<WorkerView> {
  requireAdmin(ctx.actor);
  if (!isId(id)) throw notFound("worker");
  const view = await ctx.db.transaction(async (tx) => {
    const before = await findWorker(tx, id);
    const row = await setDraining(tx, id, draining);
    if (before === undefined || row === undefined) throw notFound("worker");
    const object = { kind: "worker", id };
    await recordDeed(tx, ctx, {
      action: "worker.updated",
      object,
      before: { name: before.name, draining: before.draining },
      after: { name: row.name, draining: row.draining },
    });
    return workerView(row);
  });
  ctx.hints.send("events");
  return view;
}
