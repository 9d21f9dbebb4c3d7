import { findJob } from "../../../db/queries/jobs.ts";
import type { RerunBody, RunDetailView } from "../../contracts/run.ts";
import { conflict } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { authorOf } from "../author.ts";
import type { Context } from "../context.ts";
import { requireTemplate } from "../templates/find.ts";
import { showRun } from "./get.ts";
import { openByHand } from "./open-by-hand.ts";
import { mergeParams } from "./params.ts";
import { reachRun } from "./reach.ts";

/**
 * Opens a new run like an earlier one: with its parameters, its version of the job and of the template. Throws
 * `not_found`, `forbidden`, `invalid` for parameters, `conflict` when the job was deleted.
 */
export async function rerun(
  ctx: Context,
  id: string,
  body: RerunBody,
  traceparent: string | null,
): Promise<RunDetailView> {
  const row = await reachRun(ctx, "runs.write", id);
  if ((await findJob(ctx.db, { id: row.jobId })) === undefined)
    throw conflict("The run's job was deleted; nothing runs for it any more.");
  const template = await requireTemplate(ctx.db, { id: row.templateId }, row.templateVersion);
  const params = { base: row.params, given: body.params };
  const merged = await mergeParams(ctx, row.projectId, template, params);
  const runId = await openByHand(ctx, {
    jobId: row.jobId,
    trigger: "rerun",
    params: merged ?? (row.ownParams ? row.params : null),
    rerunOf: {
      runId: row.id,
      jobVersion: row.jobVersion,
      templateVersionId: row.templateVersionId,
    },
    requestedBy: authorOf(ctx.actor),
    traceparent,
  });
  await recordDeed(ctx.db, ctx, {
    action: "run.rerun",
    projectId: row.projectId,
    object: { kind: "run", id: runId },
    after: { jobId: row.jobId, rerunOf: row.id, changedParameters: Object.keys(body.params ?? {}) },
  });
  return showRun(ctx.db, runId);
}
