import type { LockedJob } from "../../../db/queries/planner.ts";
import type { NewRun } from "../../../db/queries/run-transitions.ts";
import { decidedOn } from "../../domain/decided-on.ts";
import type { RunDecision } from "../../domain/decision.ts";
import type {
  DueDecision,
  MissedDecision,
  OpenDecision,
  SkippedDecision,
} from "../../domain/misfire.ts";
import {
  type ActiveRun,
  afterCancel,
  decideOverlap,
  type OverlapInput,
  type OverlapVerdict,
  overlapFacts,
} from "../../domain/overlap.ts";
import type { DecidedStretch } from "../../domain/pauses.ts";
import type { Policies } from "../../domain/policies.ts";
import { jitterMs } from "../../domain/schedule/hash.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { Schedule } from "../../domain/schedule/types.ts";
import { newId, newIdAt } from "../../platform/ids.ts";

/** A job as the decisions about its slots need it. */
export type DecidedJob = Pick<
  LockedJob,
  | "id"
  | "now"
  | "projectId"
  | "version"
  | "templateVersionId"
  | "pool"
  | "priority"
  | "schedule"
  | "concurrencyGroup"
  | "mode"
> & { readonly rules: Policies };

/**
 * What a pass over one job writes: its rows in slot order, and the runs that are to make room, each with the one they
 * make it for.
 */
export type Opening = {
  readonly runs: readonly NewRun[];
  readonly cancel: ReadonlyMap<string, string>;
};

/** What a run takes from its job whatever made it. */
export function runOf(
  job: DecidedJob,
  rest: Partial<NewRun> & Pick<NewRun, "trigger" | "scheduledFor" | "status">,
): NewRun {
  return {
    id: newIdAt(job.now),
    projectId: job.projectId,
    jobId: job.id,
    jobVersion: job.version,
    templateVersionId: job.templateVersionId,
    slotCount: 1,
    maxAttempts: job.rules.retry.maxAttempts,
    priority: job.priority,
    pool: job.pool,
    timeoutSeconds: job.rules.timeoutSeconds,
    startTimeoutSeconds: job.rules.startTimeoutSeconds,
    cancelGraceSeconds: job.rules.cancelGraceSeconds,
    exclusive: false,
    concurrencyKey: job.concurrencyGroup?.key ?? null,
    ...rest,
  };
}

/** Turns the decisions of a pass into ledger rows, judging overlap slot by slot (O1): each sees those before it. */
export function openDecisions(
  job: DecidedJob,
  stretches: readonly DecidedStretch[],
  activeBefore: readonly ActiveRun[],
): Opening {
  let active = [...activeBefore];
  const runs: NewRun[] = [];
  const cancel = new Map<string, string>();
  for (const stretch of stretches) {
    const opened = openStretch(job, stretch, active);
    runs.push(...opened.runs);
    for (const [id, by] of opened.cancel) if (!cancel.has(id)) cancel.set(id, by);
    active = opened.active;
  }
  return { runs, cancel };
}

function openStretch(
  job: DecidedJob,
  { decisions, asOf, missed }: DecidedStretch,
  activeBefore: ActiveRun[],
): Opening & { readonly active: ActiveRun[] } {
  // Catch-up runs of a pause are let go by what the person who ended it chose (P3, O3).
  const policy = missed ?? job.rules.misfire.policy;
  const by = { misfire: { ...job.rules.misfire, policy }, asOf };
  let active = activeBefore;
  const runs: NewRun[] = [];
  const cancel = new Map<string, string>();
  const runBySlot = new Map<number, string>();
  for (const decision of decisions) {
    if (decision.verdict === "open") {
      const met = openSlot(job, decision, by, active);
      for (const id of met.cancel) if (!cancel.has(id)) cancel.set(id, met.run.id);
      active = afterMeeting(active, met);
      runs.push(met.run);
    } else runs.push(leaveSlot(job, decision, by));
    runBySlot.set(slotOf(decision), runs.at(-1)?.id ?? "");
  }
  const named = runs.map((run, index) => nameStandIn(run, decisions[index], runBySlot));
  return { runs: named, cancel, active };
}

/** The misfire rule slots were judged by, and the moment their ages count at. */
type Judged = { readonly misfire: Policies["misfire"]; readonly asOf: number };

function openSlot(
  job: DecidedJob,
  decision: OpenDecision,
  { misfire, asOf }: Judged,
  active: readonly ActiveRun[],
): Met {
  const { slot, catchUp } = decision;
  const { overlap, maxConcurrentRuns } = job.rules;
  const { jitterSeconds = 0 } = job.schedule as Schedule & { jitterSeconds?: number };
  const jitter = jitterMs(job.id, slot.at, jitterSeconds);
  const run = runOf(job, {
    trigger: "schedule",
    scheduledFor: slot.at,
    status: "pending",
    notes: slot.notes.length > 0 ? slot.notes : null,
    availableAt: slot.at + jitter,
    decision: decidedOn(decision, misfire, asOf),
  });
  const isCatchUp = catchUp && misfire.policy === "all";
  const input = { policy: overlap, maxConcurrentRuns, active, catchUp: isCatchUp };
  const met = meetOverlap(run, input, job.now);
  if (jitter === 0 || met.run.status !== "pending") return met;
  return { ...met, run: { ...met.run, decision: { ...met.run.decision, jitterMs: jitter } } };
}

/** A run after the overlap rule, and whom it wants cancelled. */
export type Met = { readonly run: NewRun; readonly cancel: readonly string[] };

/** Lets a run about to be opened meet the overlap rule: it is announced, held or skipped, and says on what. */
export function meetOverlap(run: NewRun, input: OverlapInput, now: number): Met {
  const verdict = decideOverlap(input);
  const met = { ...run, ...verdictFields(verdict, input) };
  const decision = overlapDecision(verdict, input, now);
  const judged = decision === null ? met : { ...met, decision: { ...run.decision, ...decision } };
  return { run: judged, cancel: verdict.verdict === "cancel_previous" ? verdict.cancel : [] };
}

/** The active runs that the next one meets; those given are used up. */
export function afterMeeting(active: ActiveRun[], { run, cancel }: Met): ActiveRun[] {
  if (run.status !== "pending") return active;
  const left = cancel.length === 0 ? active : afterCancel(active, cancel);
  const ofBackfill = run.trigger === "backfill";
  // It goes as soon as this is written where nobody it asked to cancel is at work.
  const goesAtOnce = cancel.length > 0 && left.length === 0;
  left.push({ id: run.id, held: isHeld(run) && !goesAtOnce, pending: true, ofBackfill });
  return left;
}

function verdictFields(
  verdict: OverlapVerdict,
  { policy, maxConcurrentRuns }: OverlapInput,
): Pick<NewRun, "status"> & Partial<NewRun> {
  const exclusive = isExclusive({ overlap: policy, maxConcurrentRuns });
  switch (verdict.verdict) {
    case "open":
      return { status: "pending", dispatchId: newId(), exclusive };
    case "hold":
    case "cancel_previous":
      return { status: "pending", heldReason: "overlap", heldBy: verdict.behind, exclusive };
    case "skip":
      return { status: "skipped", reason: "overlap", rule: verdict.rule, availableAt: null };
  }
}

/** What the overlap rule decided on, where it did not let the run go at once. */
export function overlapDecision(
  verdict: OverlapVerdict,
  input: OverlapInput,
  now: number,
): RunDecision | null {
  switch (verdict.verdict) {
    case "open":
      return null;
    case "skip":
      return { overlap: overlapFacts(input), inTheWay: verdict.inTheWay };
    case "hold":
    case "cancel_previous":
      return {
        overlap: overlapFacts(input),
        waits: [{ for: "overlap", behind: verdict.behind, since: formatInstant(now), until: null }],
      };
  }
}

/** Whether the rules let one run at a time be live, which the database then holds them to. */
export function isExclusive(rules: Pick<Policies, "overlap" | "maxConcurrentRuns">): boolean {
  return rules.overlap !== "allow" && (rules.maxConcurrentRuns ?? 1) === 1;
}

/** Whether a run waits for others before it is announced. */
export function isHeld(run: NewRun): boolean {
  return (run.heldReason ?? null) !== null;
}

function leaveSlot(
  job: DecidedJob,
  decision: SkippedDecision | MissedDecision,
  { misfire, asOf }: Judged,
): NewRun {
  const isMissed = decision.verdict === "missed";
  const { notes } = isMissed ? decision : decision.slot;
  return runOf(job, {
    trigger: "schedule",
    scheduledFor: slotOf(decision),
    scheduledUntil: decision.until,
    slotCount: decision.slotCount,
    status: decision.verdict,
    reason: decision.reason,
    rule: isMissed ? decision.rule : null,
    notes: notes.length > 0 ? notes : null,
    decision: decidedOn(decision, misfire, asOf),
  });
}

function slotOf(decision: DueDecision): number {
  return decision.verdict === "missed" ? decision.at : decision.slot.at;
}

/** A coalesced row names the run that stands for it (M3). */
function nameStandIn(
  run: NewRun,
  decision: DueDecision | undefined,
  runBySlot: ReadonlyMap<number, string>,
): NewRun {
  if (decision?.verdict !== "missed" || decision.standsFor === null) return run;
  const coalescedInto = runBySlot.get(decision.standsFor);
  if (coalescedInto === undefined) return run;
  return { ...run, decision: { ...run.decision, coalescedInto } };
}
