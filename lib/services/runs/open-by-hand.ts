import type { Tx } from "../../../db/client.ts";
import { dispatchHeld, holdForOverlap } from "../../../db/queries/held.ts";
import { lockDueDelayedRuns, lockJob, readActiveRuns } from "../../../db/queries/planner.ts";
import { openRuns, skipHeld } from "../../../db/queries/run-transitions.ts";
import { notFound } from "../../domain/errors.ts";
import { decideOverlap } from "../../domain/overlap.ts";
import type { OverlapPolicy, Policies } from "../../domain/policies.ts";
import { newId } from "../../platform/ids.ts";
import type { Queue } from "../../queue/queue.ts";
import type { Platform } from "../context.ts";
import { cancelInside } from "./cancel.ts";
import { policiesOf, templateVersionsById } from "./definitions.ts";
import { type DecidedJob, isExclusive, isHeld, runOf, verdictFields } from "./open-decisions.ts";
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
  if (opened.held) await releaseHeld(platform, [request.jobId]);
  return opened.runId;
}

async function openInside(
  queue: Queue,
  tx: Tx,
  request: RunRequest,
): Promise<{ runId: string; held: boolean; cancelled: boolean }> {
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
    await openRuns(tx, [run]);
    return { runId: run.id, held: false, cancelled: false };
  }
  const verdict = await judge(tx, job, job.rules, request.overlap ?? null);
  const run = runOf(job, {
    ...asked,
    scheduledFor: now,
    availableAt: now,
    overlap: request.overlap ?? null,
    ...verdictFields(verdict, withOverlap(job.rules, request.overlap ?? null)),
  });
  // Room is made first: the constraint allows one exclusive run at a time.
  if (verdict.verdict === "cancel_previous")
    await cancelInside(queue, tx, verdict.cancel, "overlap");
  await openRuns(tx, [run]);
  const { id: runId, dispatchId, pool, priority } = run;
  if (dispatchId) await queue.put(tx, [{ runId, dispatchId, pool, priority, delaySeconds: 0 }]);
  return { runId, held: isHeld(run), cancelled: verdict.verdict === "cancel_previous" };
}

/** Delayed runs whose moment has come meet the overlap rule and go, wait or are skipped. Answers how many. */
export async function openDueDelayed(
  queue: Queue,
  tx: Tx,
  limit: number,
): Promise<{ runs: number; heldJobs: string[] }> {
  const due = await lockDueDelayedRuns(tx, limit);
  const heldJobs: string[] = [];
  for (const { id, jobId, overlap } of due) {
    const job = await decidedJob(tx, { jobId });
    if (job === null) continue;
    const verdict = await judge(tx, job, job.rules, overlap);
    switch (verdict.verdict) {
      case "open": {
        const dispatchId = newId();
        const exclusive = isExclusive(withOverlap(job.rules, overlap));
        await dispatchHeld(tx, [{ id, dispatchId, exclusive }]);
        await queue.put(tx, [
          { runId: id, dispatchId, pool: job.pool, priority: job.priority, delaySeconds: 0 },
        ]);
        break;
      }
      case "skip":
        await skipHeld(tx, id, { rule: verdict.rule, decision: { inTheWay: verdict.inTheWay } });
        break;
      case "cancel_previous":
        await cancelInside(queue, tx, verdict.cancel, "overlap");
        await holdForOverlap(tx, id, verdict.behind);
        heldJobs.push(jobId);
        break;
      case "hold":
        await holdForOverlap(tx, id, verdict.behind);
        heldJobs.push(jobId);
        break;
    }
  }
  return { runs: due.length, heldJobs };
}

async function judge(tx: Tx, job: DecidedJob, rules: Policies, overlap: OverlapPolicy | null) {
  const active = await readActiveRuns(tx, [job.id]);
  const { overlap: policy, maxConcurrentRuns } = withOverlap(rules, overlap);
  return decideOverlap({ policy, maxConcurrentRuns, active, catchUp: false });
}

/** A run that names a rule of its own is judged by it; `allow` then means at once, whatever the job's limit. */
function withOverlap(rules: Policies, overlap: OverlapPolicy | null): Policies {
  if (overlap === null) return rules;
  return {
    ...rules,
    overlap,
    maxConcurrentRuns: overlap === "allow" ? null : rules.maxConcurrentRuns,
  };
}

async function decidedJob(
  tx: Tx,
  request: Pick<RunRequest, "jobId" | "rerunOf">,
): Promise<DecidedJob | null> {
  const locked = await lockJob(tx, request.jobId);
  if (locked === null) return null;
  const templateVersionId = request.rerunOf?.templateVersionId ?? locked.templateVersionId;
  const templates = await templateVersionsById(tx, [templateVersionId]);
  const template = templates.get(templateVersionId);
  if (template === undefined) return null;
  const version = request.rerunOf?.jobVersion ?? locked.version;
  return { ...locked, templateVersionId, version, rules: policiesOf(template, locked.policies) };
}
