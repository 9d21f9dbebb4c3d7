import { randomUUID } from "node:crypto";
import type { ClaimedRun, NewRun } from "../../../db/queries/run-transitions.ts";
import type { Capability } from "../../domain/capability.ts";
import { pickByTurns } from "../../domain/turns.ts";

/** Free slots of the worker that plans. */
export type Here = {
  readonly workerId: string;
  readonly leaseSeconds: number;
  readonly pools: readonly string[];
  readonly capabilities?: readonly Capability[];
  /** How many runs of a project are at work there. */
  readonly busy?: ReadonlyMap<string, number>;
  readonly slots: number;
};

/** A run on its way into the ledger, and its lease if the planning worker starts it itself. */
type Started = NewRun & { readonly leaseToken: string };

/**
 * Gives runs that may start at once to the planning worker as far as its slots go, project by project in turn and the more
 * urgent first: a message that would be written and deleted in one transaction is not written. The others keep their messages; those a later slot of
 * the same pass has `cancelled` already never begin.
 */
export function startHere(
  runs: readonly NewRun[],
  here: Here | null,
  { now, cancelled }: { readonly now: number; readonly cancelled: ReadonlyMap<string, string> },
): readonly NewRun[] {
  if (here === null) return runs;
  const ready = runs.filter((run) => !cancelled.has(run.id) && mayStart(run, here, now));
  const urgent = ready.toSorted((a, b) => b.priority - a.priority);
  const by = { lane: (run: NewRun) => run.projectId, busy: here.busy ?? new Map<string, number>() };
  const first = pickByTurns(urgent, here.slots, by);
  const starting = new Set(first.map((run) => run.id));
  return runs.map((run) => {
    if (!starting.has(run.id)) return run;
    const { dispatchId: _unneeded, ...rest } = run;
    const { workerId, leaseSeconds } = here;
    return { ...rest, workerId, leaseSeconds, leaseToken: randomUUID() };
  });
}

function mayStart(run: NewRun, here: Here, now: number): boolean {
  const isDispatched = run.status === "pending" && typeof run.dispatchId === "string";
  if (!isDispatched || (run.availableAt ?? now) > now || !here.pools.includes(run.pool))
    return false;
  return !run.needs || (here.capabilities ?? []).includes(run.needs);
}

/** The runs among these that were started where they were opened, as their holder needs them. */
export function startedRuns(runs: readonly NewRun[], opened: ReadonlySet<string>): ClaimedRun[] {
  return runs
    .filter(isStarted)
    .filter((run) => opened.has(run.id))
    .map(claimedRun);
}

function isStarted(run: NewRun): run is Started {
  return run.leaseToken !== undefined;
}

function claimedRun(run: Started): ClaimedRun {
  return {
    id: run.id,
    projectId: run.projectId,
    jobId: run.jobId,
    jobVersion: run.jobVersion,
    templateVersionId: run.templateVersionId,
    trigger: run.trigger,
    scheduledFor: run.scheduledFor,
    attempt: 1,
    maxAttempts: run.maxAttempts,
    lostCount: 0,
    releaseCount: 0,
    timeoutSeconds: run.timeoutSeconds ?? null,
    params: run.params ?? null,
    leaseToken: run.leaseToken,
    traceparent: run.traceparent ?? null,
  };
}
