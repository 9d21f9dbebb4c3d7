import type { Tx } from "../../../db/client.ts";
import { insertBackfill } from "../../../db/queries/backfills.ts";
import { lockJob, readActiveRuns } from "../../../db/queries/planner.ts";
import { type NewRun, openRuns } from "../../../db/queries/run-transitions.ts";
import type { BackfillBody, BackfillStartedView } from "../../contracts/backfill.ts";
import { notFound } from "../../domain/errors.ts";
import type { OverlapPolicy } from "../../domain/policies.ts";
import { newIdAt } from "../../platform/ids.ts";
import type { Queue } from "../../queue/queue.ts";
import { recordDeed } from "../audit/record.ts";
import { authorOf } from "../author.ts";
import type { Context } from "../context.ts";
import { type JobReference, reachJob } from "../jobs/reach.ts";
import { cancelInside } from "../runs/cancel.ts";
import { policiesOf, templateVersionsById } from "../runs/definitions.ts";
import { enterGroups, groupsOf } from "../runs/groups.ts";
import { markOutside } from "../runs/mark-outside.ts";
import { isHeld, type Opening } from "../runs/open-decisions.ts";
import { releaseHeld } from "../runs/release-held.ts";
import { inBatches } from "./batches.ts";
import { openBackfill } from "./open.ts";
import { slotsToBackfill } from "./slots.ts";

const USUAL_OVERLAP: OverlapPolicy = "queue_all";

/**
 * Opens a run for every slot of a range (B1), all of them or none. Rows that exist stay as they are. Throws `not_found`,
 * `forbidden`, `invalid` for a range it cannot take.
 */
export async function startBackfill(
  ctx: Context,
  reference: JobReference,
  body: Omit<BackfillBody, "dryRun">,
): Promise<BackfillStartedView> {
  const { id: jobId } = await reachJob(ctx, "runs.write", reference);
  const { started, opening } = await ctx.db.transaction((tx) => startInside(ctx, tx, jobId, body));
  const cancelled = opening.cancel.size > 0;
  ctx.hints.send("runs", "events", "jobs", ...(cancelled ? (["cancel"] as const) : []));
  // What stood in the way may have ended since we looked.
  if (opening.runs.some(isHeld)) await releaseHeld(ctx, [jobId], groupsOf(opening.runs));
  return started;
}

async function startInside(
  ctx: Context,
  tx: Tx,
  jobId: string,
  body: Omit<BackfillBody, "dryRun">,
): Promise<{ started: BackfillStartedView; opening: Opening }> {
  const locked = await lockJob(tx, jobId);
  if (locked === null) throw notFound("job");
  const slots = await slotsToBackfill(tx, locked, body);
  const templates = await templateVersionsById(tx, [locked.templateVersionId]);
  const template = templates.get(locked.templateVersionId);
  if (template === undefined) throw notFound("job");
  const { projectId, now } = locked;
  const backfill = {
    id: newIdAt(now),
    overlap: body.overlap ?? USUAL_OVERLAP,
    requestedBy: authorOf(ctx.actor),
  };
  const count = slots.length;
  const range = { from: Date.parse(body.from), to: Date.parse(body.to) };
  await insertBackfill(tx, { ...backfill, ...range, projectId, jobId, count });
  const job = { ...locked, rules: policiesOf(template, locked.policies, locked) };
  const active = await readActiveRuns(tx, [jobId]);
  const judged = openBackfill(job, backfill, slots, active);
  const entered = await enterGroups(tx, [job], judged.runs, judged.cancel);
  const opening = { ...judged, runs: await markOutside(tx, [job], entered) };
  await write(ctx.queue, tx, opening);
  await recordDeed(tx, ctx, {
    action: "backfill.started",
    projectId,
    object: { kind: "backfill", id: backfill.id },
    after: { jobId, from: body.from, to: body.to, overlap: backfill.overlap, count },
  });
  return { started: { backfillId: backfill.id, count }, opening };
}

/** Rows that are final lock the counts of their project, so they come last: nobody then waits for the others. */
async function write(queue: Queue, tx: Tx, { runs, cancel }: Opening): Promise<void> {
  const [open = [], final = []] = [true, false].map((isOpen) =>
    runs.filter((run) => (run.status === "pending") === isOpen),
  );
  await inBatches([...open, ...final], (batch) => openRuns(tx, batch));
  const messages = open.filter((run) => !cancel.has(run.id)).flatMap(messageOf);
  await inBatches(messages, (batch) => queue.put(tx, batch));
  await inBatches([...cancel.keys()].sort(), (batch) =>
    cancelInside(queue, tx, batch, "overlap", cancel),
  );
}

function messageOf({ id: runId, dispatchId, projectId, pool, needs = null, priority }: NewRun) {
  if (!dispatchId) return [];
  return [{ runId, dispatchId, projectId, pool, needs, priority, delaySeconds: 0 }];
}
