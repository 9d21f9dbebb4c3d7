import type { Tx } from "../../../db/client.ts";
import type { GroupName } from "../../../db/queries/concurrency.ts";
import { openRuns } from "../../../db/queries/run-transitions.ts";
import { notFound } from "../../domain/errors.ts";
import type { OverlapPolicy } from "../../domain/policies.ts";
import type { Queue } from "../../queue/queue.ts";
import type { Platform } from "../context.ts";
import { cancelInside } from "./cancel.ts";
import { enterGroups, groupsOf } from "./groups.ts";
import { decidedJob, overlapInput } from "./hand-rules.ts";
import { markOutside } from "./mark-outside.ts";
import { isHeld, meetOverlap, runOf } from "./open-decisions.ts";
import { releaseHeld } from "./release-held.ts";

/** A run somebody asked for. `params` are merged and validated already; null takes the job's. */
export type RunRequest = {
  readonly jobId: string;
  readonly trigger: "manual" | "api" | "rerun";
  readonly params: Readonly<Record<string, unknown>> | null;
  /** Seconds from the database's now; excludes `at`. */
  readonly delaySeconds?: number;
  /** Milliseconds since 1970; a moment that has passed means now. */
  readonly at?: number;
  readonly overlap?: OverlapPolicy;
  /** What a re-run keeps of the run it repeats. */
  readonly rerunOf?: {
    readonly runId: string;
    readonly jobVersion: number;
    readonly templateVersionId: string;
  };
  readonly requestedBy: string | null;
  readonly traceparent: string | null;
};

/**
 * Opens a run by hand, API or re-run. It is no slot (O3): it meets the overlap rule now, or when its moment comes
 * if it was asked for later. Answers the run's id. Throws `not_found` when the job is gone.
 */
export async function openByHand(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  request: RunRequest,
): Promise<string> {
  const opened = await platform.db.transaction((tx) => openInside(platform.queue, tx, request));
  platform.hints.send("runs", "events", "jobs", ...(opened.cancelled ? (["cancel"] as const) : []));
  if (opened.held) await releaseHeld(platform, [request.jobId], opened.freed);
  return opened.runId;
}

async function openInside(
  queue: Queue,
  tx: Tx,
  request: RunRequest,
): Promise<{ runId: string; held: boolean; freed: GroupName[]; cancelled: boolean }> {
  const job = await decidedJob(tx, request);
  if (job === null) throw notFound("job");
  const { now } = job;
  const moment =
    request.at ?? (request.delaySeconds === undefined ? null : now + request.delaySeconds * 1000);
  const asked = {
    trigger: request.trigger,
    params: request.params,
    requestedBy: request.requestedBy,
    traceparent: request.traceparent,
    rerunOf: request.rerunOf?.runId ?? null,
  };
  if (moment !== null && moment > now) {
    const run = runOf(job, {
      ...asked,
      status: "pending",
      scheduledFor: moment,
      availableAt: moment,
      heldReason: "delay",
      overlap: request.overlap ?? null,
    });
    await openRuns(tx, await markOutside(tx, [job], [run]));
    return { runId: run.id, held: false, freed: [], cancelled: false };
  }
  const base = runOf(job, {
    ...asked,
    status: "pending",
    scheduledFor: now,
    availableAt: now,
    overlap: request.overlap ?? null,
  });
  const { run: judged, cancel } = meetOverlap(
    base,
    await overlapInput(tx, job, request.overlap ?? null),
    now,
  );
  const entered = await enterGroups(tx, [job], [judged], new Map());
  const [run = judged] = await markOutside(tx, [job], entered);
  // Room is made first: the constraint allows one exclusive run at a time.
  const replacedBy = new Map(cancel.map((id) => [id, run.id]));
  const cancelled = await cancelInside(queue, tx, cancel, "overlap", replacedBy);
  await openRuns(tx, [run]);
  const { id: runId, dispatchId, projectId, pool, needs = null, priority } = run;
  if (dispatchId)
    await queue.put(tx, [{ runId, dispatchId, projectId, pool, needs, priority, delaySeconds: 0 }]);
  return { runId, held: isHeld(run), freed: groupsOf(cancelled), cancelled: cancelled.length > 0 };
}
