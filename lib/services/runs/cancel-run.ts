import type { RunDetailView } from "../../contracts/run.ts";
import { runFinal } from "../../domain/errors.ts";
import { isFinal } from "../../domain/run-state.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { cancelRuns } from "./cancel.ts";
import { showRun } from "./get.ts";
import { reachRun } from "./reach.ts";

/**
 * Asks a run to cancel and answers how it then stands; asking twice changes nothing. Throws `not_found`, `forbidden`,
 * `run_final` when it has ended otherwise.
 */
export async function cancelRun(ctx: Context, id: string): Promise<RunDetailView> {
  const row = await reachRun(ctx, "runs.write", id);
  if (isFinal(row.status)) throw runFinal(row.status);
  const reached = await cancelRuns(ctx, [row.id], "user");
  const run = await showRun(ctx.db, row.id);
  // It ended between the look and the request.
  if (reached.length === 0 && isFinal(run.status)) throw runFinal(run.status);
  await recordDeed(ctx.db, ctx, {
    action: "run.cancelled",
    projectId: row.projectId,
    object: { kind: "run", id: row.id },
    before: { jobId: row.jobId, status: row.status },
    after: { status: run.status },
  });
  return run;
}
