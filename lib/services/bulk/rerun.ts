import type { Tx } from "../../../db/client.ts";
import {
  type PickedRun,
  type RepeatedRun,
  readRepeatedRuns,
} from "../../../db/queries/bulk-runs.ts";
import {
  type ActiveRunRow,
  type LockedJob,
  lockJobs,
  readActiveRuns,
} from "../../../db/queries/planner.ts";
import { type NewRun, openRuns } from "../../../db/queries/run-transitions.ts";
import type { ActiveRun } from "../../domain/overlap.ts";
import type { Context } from "../context.ts";
import { cancelInside } from "../runs/cancel.ts";
import { enterGroups, groupsOf } from "../runs/groups.ts";
import { withRules } from "../runs/hand-rules.ts";
import { markOutside } from "../runs/mark-outside.ts";
import {
  afterMeeting,
  type DecidedJob,
  isHeld,
  meetOverlap,
  runOf,
} from "../runs/open-decisions.ts";
import type { BatchDone } from "./cancel.ts";

/** Who wants the runs again. */
export type Asker = {
  readonly requestedBy: string | null;
  readonly traceparent: string | null;
};

/**
 * Opens runs like earlier ones in one transaction, in the order of the earlier ones: each with its parameters and its
 * versions of job and template, each meeting the rules those before it have left (O1, O3).
 */
export async function rerunBatch(
  ctx: Context,
  asker: Asker,
  runs: readonly PickedRun[],
): Promise<BatchDone> {
  const done = await ctx.db.transaction((tx) => rerunInside(ctx, tx, asker, runs));
  ctx.hints.send("runs", "events", "jobs", ...(done.cancelled ? (["cancel"] as const) : []));
  return done;
}

async function rerunInside(
  ctx: Context,
  tx: Tx,
  asker: Asker,
  runs: readonly PickedRun[],
): Promise<BatchDone & { readonly cancelled: boolean }> {
  const jobs = await lockJobs(tx, [...new Set(runs.map((run) => run.jobId))]);
  const earlier = await readRepeatedRuns(
    tx,
    runs.map((run) => run.id),
  );
  const { repeats, cancel } = await judge(tx, jobs, earlier, asker);
  const judged = repeats.map(({ run }) => run);
  const entered = await enterGroups(tx, jobs, judged, cancel);
  const opened = await markEach(tx, repeats, entered);
  await openRuns(tx, opened);
  const cancelled = await cancelInside(ctx.queue, tx, [...cancel.keys()], "overlap", cancel);
  await ctx.queue.put(tx, opened.filter((run) => !cancel.has(run.id)).flatMap(messageOf));
  const held = opened.filter(isHeld);
  return {
    outcome: outcomeOf(earlier, opened),
    freed: { jobIds: held.map((run) => run.jobId), groups: groupsOf([...held, ...cancelled]) },
    cancelled: cancelled.length > 0,
  };
}

/** A run about to be opened, and its job with the versions it keeps. */
type Repeat = { readonly job: DecidedJob; readonly run: NewRun };

/** Lets every repeat meet its job's overlap rule; runs of jobs that are gone have none. */
async function judge(
  tx: Tx,
  jobs: readonly LockedJob[],
  earlier: readonly RepeatedRun[],
  asker: Asker,
): Promise<{ readonly repeats: readonly Repeat[]; readonly cancel: ReadonlyMap<string, string> }> {
  const locked = new Map(jobs.map((job) => [job.id, job]));
  const active = await activeByJob(tx, [...locked.keys()]);
  const repeats: Repeat[] = [];
  const cancel = new Map<string, string>();
  for (const before of earlier) {
    const job = await jobAsOf(tx, locked.get(before.jobId), before);
    if (job === null) continue;
    const others = active.get(job.id) ?? [];
    const met = meetOverlap(repeatOf(job, before, asker), inputOf(job, others), job.now);
    active.set(job.id, afterMeeting([...others], met));
    for (const id of met.cancel) if (!cancel.has(id)) cancel.set(id, met.run.id);
    repeats.push({ job, run: met.run });
  }
  return { repeats, cancel };
}

async function activeByJob(tx: Tx, jobIds: readonly string[]): Promise<Map<string, ActiveRun[]>> {
  const rows: readonly ActiveRunRow[] = await readActiveRuns(tx, jobIds);
  return Map.groupBy(rows, (row) => row.jobId);
}

async function jobAsOf(
  tx: Tx,
  job: LockedJob | undefined,
  { jobVersion, templateVersionId, params }: RepeatedRun,
): Promise<DecidedJob | null> {
  if (job === undefined) return null;
  return withRules(tx, job, { params, rerunOf: { jobVersion, templateVersionId } });
}

function inputOf({ rules }: DecidedJob, active: readonly ActiveRun[]) {
  const { overlap: policy, maxConcurrentRuns } = rules;
  return { policy, maxConcurrentRuns, active, catchUp: false };
}

function repeatOf(job: DecidedJob, { id, params }: RepeatedRun, asker: Asker): NewRun {
  return runOf(job, {
    ...asker,
    trigger: "rerun",
    status: "pending",
    params,
    rerunOf: id,
    scheduledFor: job.now,
    availableAt: job.now,
  });
}

/** Who has a part in a run outside depends on the versions it keeps, so those of one job may differ. */
async function markEach(
  tx: Tx,
  repeats: readonly Repeat[],
  entered: readonly NewRun[],
): Promise<readonly NewRun[]> {
  const byId = new Map(entered.map((run) => [run.id, run]));
  const alike = Map.groupBy(repeats, ({ job }) =>
    [job.id, job.version, job.templateVersionId, job.mode].join(),
  );
  const marked: NewRun[] = [];
  for (const [first, ...more] of alike.values()) {
    if (first === undefined) continue;
    const runs = [first, ...more].map(({ run }) => byId.get(run.id) ?? run);
    marked.push(...(await markOutside(tx, [first.job], runs)));
  }
  return marked;
}

function messageOf({ id: runId, dispatchId, projectId, pool, needs = null, priority }: NewRun) {
  if (!dispatchId) return [];
  return [{ runId, dispatchId, projectId, pool, needs, priority, delaySeconds: 0 }];
}

function outcomeOf(earlier: readonly RepeatedRun[], opened: readonly NewRun[]) {
  const repeated = new Map(opened.map((run) => [run.rerunOf, run.status]));
  const skipped = earlier.flatMap(({ id }) => {
    const status = repeated.get(id);
    if (status === "pending") return [];
    const reason = status === undefined ? ("job_deleted" as const) : ("overlap" as const);
    return [{ id, reason }];
  });
  return { applied: earlier.length - skipped.length, skipped };
}
