import type { Tx } from "../../../db/client.ts";
import type { GroupName } from "../../../db/queries/concurrency.ts";
import { holdFurther } from "../../../db/queries/held.ts";
import { type DelayedRun, lockDueDelayedRuns } from "../../../db/queries/planner.ts";
import { skipHeld } from "../../../db/queries/run-transitions.ts";
import type { RunDecision, Wait } from "../../domain/decision.ts";
import { decideOverlap, type OverlapVerdict } from "../../domain/overlap.ts";
import { newId } from "../../platform/ids.ts";
import type { Queue } from "../../queue/queue.ts";
import { announce } from "./announce.ts";
import { cancelInside } from "./cancel.ts";
import { groupsOf, waitForGroup } from "./groups.ts";
import { decidedJob, overlapInput } from "./hand-rules.ts";
import { type DecidedJob, isExclusive, overlapDecision } from "./open-decisions.ts";

/** What a look at delayed runs did: how many were judged, and where some may now wait for others to end. */
export type OpenedDelayed = {
  readonly runs: number;
  readonly heldJobs: readonly string[];
  readonly groups: readonly GroupName[];
};

/** Delayed runs whose moment has come meet the overlap rule and go, wait or are skipped. */
export async function openDueDelayed(queue: Queue, tx: Tx, limit: number): Promise<OpenedDelayed> {
  const due = await lockDueDelayedRuns(tx, limit);
  const judged: Judged[] = [];
  for (const run of due) {
    const job = await decidedJob(tx, { jobId: run.jobId });
    if (job !== null) judged.push(await open(queue, tx, run, job));
  }
  const held = judged.filter((one) => one.held);
  return {
    runs: due.length,
    heldJobs: [...new Set(held.map((one) => one.jobId))],
    groups: groupsOf(held),
  };
}

type Judged = {
  readonly jobId: string;
  readonly projectId: string;
  readonly concurrencyKey: string | null;
  /** It waits for others, or others may go in its stead. */
  readonly held: boolean;
};

async function open(queue: Queue, tx: Tx, run: DelayedRun, job: DecidedJob): Promise<Judged> {
  const input = await overlapInput(tx, job, run.overlap);
  const verdict = decideOverlap(input);
  const exclusive = isExclusive({ ...input, overlap: input.policy });
  const concurrencyKey = job.concurrencyGroup?.key ?? null;
  const judged = { jobId: job.id, projectId: job.projectId, concurrencyKey };
  const decision = overlapDecision(verdict, input, job.now);
  const going = { ...run, exclusive, concurrencyKey };
  switch (verdict.verdict) {
    case "open":
      return { ...judged, held: await enter(queue, tx, going, job) };
    case "skip":
      await skipHeld(tx, run.id, { rule: verdict.rule, decision: decision ?? {} });
      return { ...judged, held: false };
    case "hold":
    case "cancel_previous":
      await makeRoom(queue, tx, run, verdict);
      await hold(tx, going, decision ?? {});
      return { ...judged, held: true };
  }
}

type Going = DelayedRun & { readonly exclusive: boolean; readonly concurrencyKey: string | null };

/** Announces a run, or lets it wait for its group. One whose group somebody else is at is left for the next look. */
async function enter(queue: Queue, tx: Tx, run: Going, job: DecidedJob): Promise<boolean> {
  const wait = await waitForGroup(tx, job, run);
  if (wait === "busy") return false;
  if (wait === null)
    await announce({ queue }, tx, [{ ...run, dispatchId: newId(), delaySeconds: 0 }]);
  else await hold(tx, run, { waits: [wait] });
  return wait !== null;
}

async function makeRoom(
  queue: Queue,
  tx: Tx,
  run: DelayedRun,
  verdict: OverlapVerdict,
): Promise<void> {
  if (verdict.verdict !== "cancel_previous") return;
  const replacedBy = new Map(verdict.cancel.map((id) => [id, run.id]));
  await cancelInside(queue, tx, verdict.cancel, "overlap", replacedBy);
}

async function hold(tx: Tx, run: Going, decision: RunDecision): Promise<void> {
  const { id, exclusive, concurrencyKey } = run;
  const { waits, ...rest } = decision;
  const wait: Wait | undefined = waits?.[0];
  if (wait !== undefined)
    await holdFurther(tx, [{ id, exclusive, concurrencyKey, wait, decision: rest }]);
}
