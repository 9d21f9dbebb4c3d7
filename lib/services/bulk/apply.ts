import type { PickedRun } from "../../../db/queries/bulk-runs.ts";
import type { BulkBody, BulkView } from "../../contracts/bulk.ts";
import { skipOf } from "../../domain/bulk.ts";
import { recordDeed } from "../audit/record.ts";
import { authorOf } from "../author.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { uniqueGroups } from "../runs/groups.ts";
import { releaseHeld } from "../runs/release-held.ts";
import { type BatchDone, cancelBatch, type Freed } from "./cancel.ts";
import { type BulkOutcome, countReasons, nameEach, type SkippedRun, together } from "./outcome.ts";
import { type Picked, pickFor } from "./pick.ts";
import { rerunBatch } from "./rerun.ts";

/** Runs of one transaction; some tenths of a second. */
const BATCH = 500;

/**
 * Cancels many runs or runs them again, at most 10,000 a call, each batch of 500 whole or not at all; with `dryRun` it only
 * counts. Runs of other projects are as good as none. Throws `not_found`, `forbidden` about the project.
 */
export async function bulkRuns(
  ctx: Context,
  body: BulkBody,
  traceparent: string | null,
): Promise<BulkView> {
  const project = await enterProject(ctx, "runs.write", body.project);
  const picked = await pickFor(ctx, project.id, body);
  const { wanted, skipped } = sorted(picked, body);
  const dryRun = body.dryRun === true;
  const begun: BulkOutcome = { applied: 0, skipped };
  const outcome = dryRun
    ? { applied: wanted.length, skipped }
    : await applyAndRecord(ctx, project.id, body, { wanted, begun, traceparent });
  return {
    action: body.action,
    matched: picked.runs.length + picked.missing.length,
    applied: outcome.applied,
    skipped: body.ids === undefined ? countReasons(outcome.skipped) : nameEach(outcome.skipped),
    dryRun,
    remaining: picked.remaining,
    nextCursor: picked.nextCursor,
  };
}

/** Parts runs the action applies to from the others. */
function sorted({ runs, missing }: Picked, { action }: BulkBody) {
  const wanted: PickedRun[] = [];
  const skipped: SkippedRun[] = missing.map((id) => ({ id, reason: "not_found" }));
  for (const run of runs) {
    const reason = skipOf(action, run);
    if (reason === null) wanted.push(run);
    else skipped.push({ id: run.id, reason });
  }
  return { wanted, skipped };
}

type Work = {
  readonly wanted: readonly PickedRun[];
  readonly begun: BulkOutcome;
  readonly traceparent: string | null;
};

/** What was done by the time a batch failed stays done, so it is let go and recorded all the same. */
async function applyAndRecord(
  ctx: Context,
  projectId: string,
  body: BulkBody,
  { wanted, begun, traceparent }: Work,
): Promise<BulkOutcome> {
  const asker = { requestedBy: authorOf(ctx.actor), traceparent };
  const freed: Freed[] = [];
  let outcome = begun;
  try {
    for (const batch of batchesOf(wanted, body)) {
      const done: BatchDone =
        body.action === "cancel"
          ? await cancelBatch(ctx, projectId, batch)
          : await rerunBatch(ctx, asker, batch);
      outcome = together(outcome, done.outcome);
      freed.push(done.freed);
    }
  } finally {
    await release(ctx, freed);
    const { applied, skipped } = outcome;
    const { filter, ids, cursor } = body;
    await recordDeed(ctx.db, ctx, {
      action: body.action === "cancel" ? "runs.cancelled" : "runs.rerun",
      projectId,
      object: { kind: "project", id: projectId },
      after: {
        filter,
        ids,
        cursor,
        wanted: wanted.length,
        applied,
        skipped: countReasons(skipped),
      },
    });
  }
  return outcome;
}

/**
 * Cancelling begins with the newest, so that none of those that wait gets the place of one that was cancelled before it;
 * repeating begins with the oldest, as they came the first time.
 */
function batchesOf(newestFirst: readonly PickedRun[], { action }: BulkBody): PickedRun[][] {
  const runs = action === "cancel" ? newestFirst : newestFirst.toReversed();
  const count = Math.ceil(runs.length / BATCH);
  return Array.from({ length: count }, (_, at) => runs.slice(at * BATCH, (at + 1) * BATCH));
}

async function release(ctx: Context, freed: readonly Freed[]): Promise<void> {
  const jobIds = new Set(freed.flatMap((one) => one.jobIds));
  if (jobIds.size === 0 && freed.every((one) => one.groups.length === 0)) return;
  await releaseHeld(ctx, [...jobIds], uniqueGroups(freed.flatMap((one) => one.groups)));
}
