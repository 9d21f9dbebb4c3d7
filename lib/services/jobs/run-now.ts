import type { RunNowBody } from "../../contracts/job.ts";
import type { RunDetailView } from "../../contracts/run.ts";
import { invalid } from "../../domain/errors.ts";
import { exactSeconds, parseDuration } from "../../domain/schedule/duration.ts";
import { recordDeed } from "../audit/record.ts";
import { authorOf } from "../author.ts";
import type { Context } from "../context.ts";
import { showRun } from "../runs/get.ts";
import { openByHand } from "../runs/open-by-hand.ts";
import { mergeParams } from "../runs/params.ts";
import { triggerOf } from "../runs/trigger.ts";
import { requireTemplate } from "../templates/find.ts";
import { type JobReference, reachJob } from "./reach.ts";

/**
 * Opens a run of a job now, or once at another moment; also of paused and finished ones. Throws `not_found`,
 * `forbidden`, `invalid` for parameters or a delay nobody can read.
 */
export async function runNow(
  ctx: Context,
  reference: JobReference,
  body: RunNowBody,
  traceparent: string | null,
): Promise<RunDetailView> {
  const job = await reachJob(ctx, "runs.write", reference);
  const template = await requireTemplate(
    ctx.db,
    { id: job.templateId },
    job.resolvedTemplateVersion,
  );
  const when = moment(body);
  const merging = { base: job.params, given: body.params };
  const params = await mergeParams(ctx, job.projectId, template, merging);
  const runId = await openByHand(ctx, {
    jobId: job.id,
    trigger: triggerOf(ctx.actor),
    params,
    ...when,
    ...(body.overlap === undefined ? {} : { overlap: body.overlap }),
    requestedBy: authorOf(ctx.actor),
    traceparent,
  });
  await recordDeed(ctx.db, ctx, {
    action: "run.requested",
    projectId: job.projectId,
    object: { kind: "run", id: runId },
    after: { jobId: job.id, changedParameters: Object.keys(body.params ?? {}) },
  });
  return showRun(ctx.db, runId);
}

function moment({ at, delay }: RunNowBody): { at?: number; delaySeconds?: number } {
  if (at !== undefined) return { at: Date.parse(at) };
  if (delay === undefined) return {};
  const parsed = parseDuration(delay);
  if (!parsed.ok) throw invalid([{ pointer: "/delay", message: parsed.message }]);
  const seconds = exactSeconds(parsed.duration);
  if (seconds !== null) return { delaySeconds: seconds };
  const message = "must be exact: months and years have no fixed length";
  throw invalid([{ pointer: "/delay", message }]);
}
