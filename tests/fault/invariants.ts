import type postgres from "postgres";
import { isFinal } from "../../lib/domain/run-state.ts";
import { compileSchedule } from "../../lib/domain/schedule/compile.ts";
import type { Schedule } from "../../lib/domain/schedule/types.ts";
import { type Account, type AttemptRow, type JobRow, type RunRow, readAccount } from "./account.ts";
import type { Hit } from "./target.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** What was found: how much was looked at, and a sentence for everything that breaks a promise. */
export type Findings = {
  readonly slots: number;
  readonly runs: number;
  readonly hits: number;
  /** Attempts declared lost. */
  readonly lost: number;
  readonly violations: readonly string[];
};

type Check = (account: Account) => string[];

/** C1–C10 of the promises in `docs/reliability.md`, after everything has drained. */
export async function findViolations(
  sql: postgres.Sql,
  hits: readonly Hit[],
  workers: readonly WorkerProcess[],
): Promise<Findings> {
  const account = await readAccount(sql, hits);
  const checks: Readonly<Record<string, Check>> = {
    C1: everySlotHasItsRow,
    C2: oneRunPerSlot,
    C3: oneFinalEvent,
    C4: attemptsIncrease,
    C5: completedWasCalled,
    C6: nothingIsLeft,
    C7: skippingNeverOverlaps,
    C8: startedOnce,
    C10: groupsKeepTheirLimit,
  };
  const broken = Object.entries(checks).flatMap(([name, check]) =>
    check(account).map((sentence) => `${name}: ${sentence}`),
  );
  const ended = workers.flatMap((worker) => worker.complaints().map((text) => `C9: ${text}`));
  return {
    slots: account.runs.filter((run) => run.trigger === "schedule").length,
    runs: account.runs.length,
    hits: hits.length,
    lost: account.attempts.filter((attempt) => attempt.outcome === "lost").length,
    violations: [...broken, ...ended],
  };
}

function everySlotHasItsRow({ jobs, runs }: Account): string[] {
  const rows = Map.groupBy(
    runs.filter((run) => run.trigger === "schedule"),
    (run) => run.jobId,
  );
  return jobs.flatMap((job) => {
    const schedule = compileSchedule(job.schedule as Schedule, job.id);
    const owed = new Set(
      schedule.between(job.createdAt + 1, job.decidedUntil + 1, Infinity).map((slot) => slot.at),
    );
    const written = (rows.get(job.id) ?? []).flatMap((run) =>
      run.scheduledUntil === null
        ? [run.scheduledFor]
        : schedule.between(run.scheduledFor, run.scheduledUntil + 1, Infinity).map(({ at }) => at),
    );
    const present = new Set(written);
    return [
      ...[...owed].filter((at) => !present.has(at)).map((at) => `${slotName(job, at)} is missing`),
      ...[...present].filter((at) => !owed.has(at)).map((at) => `${slotName(job, at)} is no slot`),
    ];
  });
}

function slotName(job: JobRow, at: number): string {
  return `slot ${new Date(at).toISOString()} of job ${job.id}`;
}

function oneRunPerSlot({ runs }: Account): string[] {
  const scheduled = runs.filter((run) => run.trigger === "schedule");
  return [...Map.groupBy(scheduled, (run) => `${run.jobId} at ${run.scheduledFor}`)]
    .filter(([, sameSlot]) => sameSlot.length > 1)
    .map(([slot, sameSlot]) => `${sameSlot.length} runs of job ${slot}`);
}

function oneFinalEvent({ runs, events }: Account): string[] {
  const ofRun = Map.groupBy(events, (event) => event.runId);
  return runs.flatMap((run) => {
    const told = ofRun.get(run.id) ?? [];
    const finals = told.filter((event) => event.type === "run.finished");
    const wanted = isFinal(run.status) ? 1 : 0;
    if (finals.length !== wanted)
      return [`run ${run.id} is ${run.status} with ${finals.length} final events`];
    const last = told.at(-1);
    if (wanted === 1 && last?.type !== "run.finished")
      return [`run ${run.id} has ${last?.type} after its final event`];
    return wanted === 1 && last?.status !== run.status
      ? [`run ${run.id} is ${run.status}, its final event says ${last?.status}`]
      : [];
  });
}

function attemptsIncrease({ runs, attempts, hits }: Account): string[] {
  const tried = Map.groupBy(attempts, (attempt) => attempt.runId);
  const known = new Map(runs.map((run) => [run.id, run]));
  const numbers = runs.flatMap((run) => {
    const ended = tried.get(run.id) ?? [];
    return isInOrder(ended) && (!isFinal(run.status) || run.attempt === ended.length)
      ? []
      : [`run ${run.id} at attempt ${run.attempt} has attempts ${JSON.stringify(ended)}`];
  });
  const repeated = [...Map.groupBy(hits, (hit) => `${hit.runId}, attempt ${hit.attempt}`)]
    .filter(([, same]) => same.length > 1)
    .map(([what, same]) => `run ${what} called the target ${same.length} times`);
  const unknown = hits
    .filter((hit) => hit.attempt > (known.get(hit.runId)?.attempt ?? 0))
    .map((hit) => `the target was called for attempt ${hit.attempt} of ${hit.runId}, not made`);
  return [...numbers, ...repeated, ...unknown];
}

/** Numbered 1, 2, 3 …, each over after the one before. */
function isInOrder(attempts: readonly AttemptRow[]): boolean {
  return attempts.every((attempt, at) => {
    const before = attempts[at - 1];
    const follows = before === undefined || attempt.finishedAt >= before.finishedAt;
    return attempt.attempt === at + 1 && follows;
  });
}

function completedWasCalled({ runs, hits }: Account): string[] {
  const called = new Set(hits.map((hit) => `${hit.runId}:${hit.attempt}`));
  return runs
    .filter((run) => run.status === "completed" && !called.has(`${run.id}:${run.attempt}`))
    .map((run) => `run ${run.id} completed at attempt ${run.attempt}, which called nobody`);
}

function nothingIsLeft({ runs, messages }: Account): string[] {
  const live = runs.filter((run) => !isFinal(run.status));
  const wanted = new Set(
    live.flatMap((run) => (run.status === "pending" && !run.isHeld ? [run.dispatchId] : [])),
  );
  return [
    ...live.map((run) => `run ${run.id} is still ${run.status}`),
    ...messages.filter((id) => !wanted.has(id)).map((id) => `message ${id} announces no run`),
    ...[...wanted].filter((id) => id === null || !messages.includes(id)).map(() => "a run is mute"),
  ];
}

/**
 * A run begins here with its first call: a claim that stood still between its first statement and its second has an
 * earlier `started_at`, because a transaction's clock does.
 */
function skippingNeverOverlaps({ jobs, runs, hits }: Account): string[] {
  const careful = new Set(jobs.filter((job) => job.overlap === "skip").map((job) => job.id));
  const calls = Map.groupBy(hits, (hit) => hit.runId);
  const executed = runs.flatMap((run) => {
    const began = calls.get(run.id)?.[0]?.arrivedAt;
    return careful.has(run.jobId) && began !== undefined ? [{ ...run, began }] : [];
  });
  return [...Map.groupBy(executed, (run) => run.jobId).values()].flatMap((ofJob) =>
    overlapping(ofJob).map((run) => `run ${run.id} began while the one before was active`),
  );
}

function overlapping<Run extends RunRow & { began: number }>(runs: readonly Run[]): Run[] {
  const sorted = runs.toSorted((a, b) => a.began - b.began);
  return sorted.filter((run, at) => run.began < (sorted[at - 1]?.finishedAt ?? 0));
}

function startedOnce({ jobs, runs, hits }: Account): string[] {
  const once = new Set(jobs.filter((job) => job.onWorkerLost === "fail").map((job) => job.id));
  const calls = Map.groupBy(hits, (hit) => hit.runId);
  return runs
    .filter((run) => once.has(run.jobId) && (calls.get(run.id)?.length ?? 0) > 1)
    .map((run) => `run ${run.id}, to be started once, called ${calls.get(run.id)?.length} times`);
}

/** As many runs of a concurrency group at once as its jobs allow, each from its first call to its end. */
function groupsKeepTheirLimit({ jobs, runs, hits }: Account): string[] {
  const groups = new Map(jobs.flatMap((job) => (job.group === null ? [] : [[job.id, job.group]])));
  const calls = Map.groupBy(hits, (hit) => hit.runId);
  const executed = runs.flatMap((run) => {
    const group = groups.get(run.jobId);
    const began = calls.get(run.id)?.[0]?.arrivedAt;
    return group === undefined || began === undefined ? [] : [{ ...run, ...group, began }];
  });
  return [...Map.groupBy(executed, (run) => run.key)].flatMap(([key, members]) =>
    members
      .filter((run) => atWork(members, run.began) > run.limit)
      .map((run) => `run ${run.id} began when group ${key} had no place`),
  );
}

function atWork(
  runs: readonly { readonly began: number; readonly finishedAt: number | null }[],
  at: number,
): number {
  return runs.filter((run) => run.began <= at && at < (run.finishedAt ?? Infinity)).length;
}
