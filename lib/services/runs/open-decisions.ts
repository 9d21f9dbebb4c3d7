import type { LockedJob } from "../../../db/queries/planner.ts";
import type { NewRun } from "../../../db/queries/run-transitions.ts";
import type { DueDecision } from "../../domain/misfire.ts";
import { type ActiveRun, decideOverlap, type OverlapVerdict } from "../../domain/overlap.ts";
import type { Policies } from "../../domain/policies.ts";
import { jitterMs } from "../../domain/schedule/hash.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { Schedule, Slot } from "../../domain/schedule/types.ts";
import { newId, newIdAt } from "../../platform/ids.ts";

/** A job as the decisions about its slots need it. */
export type DecidedJob = Pick<
  LockedJob,
  "id" | "now" | "projectId" | "version" | "templateVersionId" | "pool" | "priority" | "schedule"
> & { readonly rules: Policies };

/** What a pass over one job writes: its rows in slot order, and the runs that are to make room. */
export type Opening = { readonly runs: readonly NewRun[]; readonly cancel: readonly string[] };

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
    ...rest,
  };
}

/** Turns the decisions of a pass into ledger rows, judging overlap slot by slot (O1): each sees those before it. */
export function openDecisions(
  job: DecidedJob,
  decisions: readonly DueDecision[],
  activeBefore: readonly ActiveRun[],
): Opening {
  const active = [...activeBefore];
  const runs: NewRun[] = [];
  const cancel: string[] = [];
  const runBySlot = new Map<number, string>();
  for (const decision of decisions) {
    const run =
      decision.verdict === "open"
        ? openSlot(job, decision, active, cancel)
        : leaveSlot(job, decision);
    runs.push(run);
    runBySlot.set(run.scheduledFor, run.id);
  }
  return { runs: runs.map((run, index) => nameStandIn(run, decisions[index], runBySlot)), cancel };
}

type Open = Extract<DueDecision, { verdict: "open" }>;
type Left = Exclude<DueDecision, { verdict: "open" }>;

function openSlot(job: DecidedJob, decision: Open, active: ActiveRun[], cancel: string[]): NewRun {
  const { slot, catchUp } = decision;
  const { overlap, maxConcurrentRuns, misfire } = job.rules;
  const verdict = decideOverlap({
    policy: overlap,
    maxConcurrentRuns,
    active,
    catchUp: catchUp && misfire.policy === "all",
  });
  const { jitterSeconds = 0 } = job.schedule as Schedule & { jitterSeconds?: number };
  const run = runOf(job, {
    trigger: "schedule",
    scheduledFor: slot.at,
    notes: slot.notes.length > 0 ? slot.notes : null,
    availableAt: slot.at + jitterMs(job.id, slot.at, jitterSeconds),
    decision: openedOn(slot, catchUp ? misfire.policy : null),
    ...verdictFields(verdict, job.rules),
  });
  enter(run, verdict, active, cancel);
  return run;
}

/** What a run that is opened was decided on; null where its slot simply came. */
function openedOn({ movedFrom }: Slot, catchUp: Policies["misfire"]["policy"] | null) {
  if (movedFrom === undefined && catchUp === null) return null;
  return {
    ...(catchUp === null ? {} : { catchUp }),
    ...(movedFrom === undefined ? {} : { movedFrom: formatInstant(movedFrom) }),
  };
}

/** What the overlap rule makes of a run: dispatched, held or skipped. */
export function verdictFields(
  verdict: OverlapVerdict,
  rules: Pick<Policies, "overlap" | "maxConcurrentRuns">,
): Pick<NewRun, "status"> & Partial<NewRun> {
  const exclusive = isExclusive(rules);
  switch (verdict.verdict) {
    case "open":
      return { status: "pending", dispatchId: newId(), exclusive };
    case "hold":
    case "cancel_previous":
      return { status: "pending", heldReason: "overlap", heldBy: verdict.behind, exclusive };
    case "skip":
      return {
        status: "skipped",
        reason: "overlap",
        rule: verdict.rule,
        decision: { inTheWay: verdict.inTheWay },
        availableAt: null,
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

/** Lets the runs judged after this one see it, and collects whom it wants cancelled. */
export function enter(
  run: NewRun,
  verdict: OverlapVerdict,
  active: ActiveRun[],
  cancel: string[],
): void {
  if (run.status !== "pending") return;
  if (verdict.verdict === "cancel_previous") cancel.push(...verdict.cancel);
  active.push({ id: run.id, held: isHeld(run) });
}

function leaveSlot(job: DecidedJob, decision: Left): NewRun {
  if (decision.verdict === "skipped") {
    const { slot, until, slotCount } = decision;
    const { excluded } = slot;
    return runOf(job, {
      trigger: "schedule",
      scheduledFor: slot.at,
      scheduledUntil: until,
      slotCount,
      status: "skipped",
      reason: decision.reason,
      notes: slot.notes.length > 0 ? slot.notes : null,
      decision:
        excluded === undefined
          ? null
          : { calendar: excluded.calendar, entry: excluded.entry, name: excluded.name },
    });
  }
  return runOf(job, {
    trigger: "schedule",
    scheduledFor: decision.at,
    scheduledUntil: decision.until,
    slotCount: decision.slotCount,
    status: "missed",
    reason: decision.reason,
    rule: decision.rule,
    notes: decision.notes.length > 0 ? decision.notes : null,
  });
}

/** A coalesced row names the run that stands for it (M3). */
function nameStandIn(
  run: NewRun,
  decision: DueDecision | undefined,
  runBySlot: ReadonlyMap<number, string>,
): NewRun {
  if (decision?.verdict !== "missed" || decision.standsFor === null) return run;
  const coalescedInto = runBySlot.get(decision.standsFor);
  return coalescedInto === undefined ? run : { ...run, decision: { coalescedInto } };
}
