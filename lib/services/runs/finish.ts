import type { Tx } from "../../../db/client.ts";
import { readLeaseStates, recordLateReports } from "../../../db/queries/leases.ts";
import { type EndedRun, type Ending, endAttempts } from "../../../db/queries/run-transitions.ts";
import type { JsonValue } from "../../domain/json.ts";
import { type AttemptReport, decideFinish, type FinishDecision } from "../../domain/outcome.ts";
import type { Policies } from "../../domain/policies.ts";
import { keptResult } from "../../domain/reported.ts";
import { newId } from "../../platform/ids.ts";
import type { Queue } from "../../queue/queue.ts";
import type { Platform } from "../context.ts";
import { groupsOf } from "./groups.ts";
import { releaseHeld } from "./release-held.ts";

/** What a holder, or the custodian in its place, says of an attempt. */
export type AttemptEnd = {
  readonly runId: string;
  readonly leaseToken: string;
  readonly attempt: number;
  readonly lostCount: number;
  readonly releaseCount: number;
  readonly policies: Pick<Policies, "retry" | "onWorkerLost">;
  /** `released` is a holder that shuts down and gives the run back. */
  readonly report: AttemptReport | { readonly outcome: "released" };
  /** JSON; kept up to 64 KiB. */
  readonly result: unknown;
  /** 0 to 1, for the spread of retry delays. */
  readonly random: number;
  /** Whether the run is being cancelled, where the caller knows. */
  readonly cancelling?: boolean;
};

/**
 * Ends attempts in one transaction and lets go what waited for them. Answers the run ids whose report was
 * refused because the lease had passed on; it is kept with the attempt that was declared lost.
 */
export async function finishAttempts(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  reported: readonly AttemptEnd[],
): Promise<{ refused: readonly string[] }> {
  const ends = reported.map((end) => ({ ...end, result: keptResult(end.result as JsonValue) }));
  const ended = await platform.db.transaction((tx) => finishInside(platform.queue, tx, ends));
  const unexpected = without(ends, ended);
  // Apart, because the first statement has locked counts by now: to wait for runs then is to wait in a circle.
  if (unexpected.length > 0)
    ended.push(
      ...(await platform.db.transaction((tx) => finishAsFound(platform.queue, tx, unexpected))),
    );
  platform.hints.send("events");
  if (ended.some((run) => run.status === "pending")) platform.hints.send("runs");
  const final = ended.filter((run) => run.status !== "pending");
  const jobs = [...new Set(final.map((run) => run.jobId))];
  // The ends are committed: a fault here must not make the caller report them twice. The custodian sweeps.
  await releaseHeld(platform, jobs, groupsOf(final)).catch(() => undefined);
  const late = without(ends, ended);
  if (late.length > 0)
    await recordLateReports(
      platform.db,
      late.map(({ runId, attempt, report, result }) => ({
        runId,
        attempt,
        report: { ...report, result },
      })),
    );
  return { refused: late.map((end) => end.runId) };
}

/**
 * Ends attempts in a transaction of the caller, who sends hints and releases held runs after the commit. An end
 * whose run is in another state than expected is left out.
 */
export function finishInside(
  queue: Queue,
  tx: Tx,
  ends: readonly AttemptEnd[],
): Promise<EndedRun[]> {
  const expected = ends.map((end) =>
    decide(end, end.cancelling ?? end.report.outcome === "cancelled"),
  );
  return endWith(queue, tx, expected);
}

async function endWith(queue: Queue, tx: Tx, endings: readonly Ending[]): Promise<EndedRun[]> {
  const ended = await endAttempts(tx, endings);
  const byLease = new Map(endings.map((ending) => [ending.leaseToken, ending]));
  await queue.put(
    tx,
    ended.flatMap((run) => message(run, byLease.get(run.leaseToken))),
  );
  return ended;
}

/** Reports that met another state than expected are decided anew, in the state their run is in. */
async function finishAsFound(
  queue: Queue,
  tx: Tx,
  ends: readonly AttemptEnd[],
): Promise<EndedRun[]> {
  const states = await readLeaseStates(
    tx,
    ends.map((end) => end.runId),
  );
  const found = new Map(states.map((state) => [state.runId, state]));
  const endings = ends.flatMap((end) => {
    const state = found.get(end.runId);
    const isHolder = state !== undefined && state.leaseToken === end.leaseToken;
    return isHolder ? [decide(end, state.status === "cancelling")] : [];
  });
  return endings.length === 0 ? [] : endWith(queue, tx, endings);
}

function without(ends: readonly AttemptEnd[], ended: readonly EndedRun[]): AttemptEnd[] {
  const done = new Set(ended.map((run) => run.leaseToken));
  return ends.filter((end) => !done.has(end.leaseToken));
}

function decide(end: AttemptEnd, cancelling: boolean): Ending {
  const { runId, leaseToken, report, result } = end;
  const common = {
    runId,
    leaseToken,
    from: cancelling ? "cancelling" : "running",
    result,
  } as const;
  if (report.outcome === "released") {
    if (cancelling) return confirmed(common);
    return end.policies.onWorkerLost === "fail" ? endedByShutdown(common) : released(common);
  }
  const decision = decideFinish({
    report,
    cancelling,
    failuresCharged: end.attempt - 1 - end.lostCount - end.releaseCount,
    lostCount: end.lostCount,
    policies: end.policies,
    random: end.random,
  });
  return { ...common, outcome: report.outcome, released: false, ...fields(decision, report) };
}

type Common = Pick<Ending, "runId" | "leaseToken" | "from" | "result">;
const QUIET = {
  reason: null,
  errorCode: null,
  errorMessage: null,
  delaySeconds: 0,
  dispatchId: null,
} as const;

function confirmed(common: Common): Ending {
  return {
    ...common,
    ...QUIET,
    to: "cancelled",
    outcome: "cancelled",
    released: false,
  };
}

function released(common: Common): Ending {
  return {
    ...common,
    ...QUIET,
    to: "pending",
    outcome: "cancelled",
    released: true,
    errorMessage: "The worker shut down and gave the run back.",
    dispatchId: newId(),
  };
}

/** Given back, but a job with `onWorkerLost: fail` is never started twice, whatever the reason. */
function endedByShutdown(common: Common): Ending {
  return {
    ...common,
    ...QUIET,
    to: "failed",
    reason: "worker_lost",
    errorCode: "worker_lost",
    errorMessage:
      "The worker shut down before the run had ended, and its job does not allow a second start (onWorkerLost: fail).",
    outcome: "cancelled",
    released: false,
  };
}

function fields(
  decision: FinishDecision,
  report: AttemptReport,
): Omit<Ending, "runId" | "leaseToken" | "from" | "result" | "outcome" | "released"> {
  const error =
    "error" in report ? { errorCode: report.error.code, errorMessage: report.error.message } : {};
  switch (decision.transition) {
    case "complete":
      return { ...QUIET, to: "completed" };
    case "retry": {
      // The database keeps whole milliseconds: a message that is less than one early would find its run not yet available.
      const delaySeconds = Math.ceil(decision.delaySeconds * 1000) / 1000;
      return { ...QUIET, ...error, to: "pending", delaySeconds, dispatchId: newId() };
    }
    case "fail": {
      const { code, message } = decision.error;
      return { ...QUIET, to: "failed", reason: code, errorCode: code, errorMessage: message };
    }
    case "lose":
      return { ...QUIET, to: "pending", dispatchId: newId() };
    case "confirm_cancel":
      return { ...QUIET, to: "cancelled" };
    case "force_cancel":
      return { ...QUIET, to: "cancelled", reason: decision.reason };
  }
}

function message(run: EndedRun, ending: Ending | undefined) {
  const { id: runId, dispatchId, projectId, pool, needs, priority } = run;
  if (dispatchId === null || ending === undefined) return [];
  const { delaySeconds } = ending;
  return [{ runId, dispatchId, projectId, pool, needs, priority, delaySeconds }];
}
