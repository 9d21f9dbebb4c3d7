import type { NewRun } from "../../../db/queries/run-transitions.ts";
import { type ActiveRun, decideOverlap } from "../../domain/overlap.ts";
import type { OverlapPolicy } from "../../domain/policies.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { Slot } from "../../domain/schedule/types.ts";
import { type DecidedJob, isHeld, runOf, verdictFields } from "../runs/open-decisions.ts";

/** The backfill that rows are opened for. */
type Backfill = {
  readonly id: string;
  readonly overlap: OverlapPolicy;
  readonly requestedBy: string | null;
};

/** The rows of a backfill in the order of their slots, and the runs that are to make room. */
export type BackfillOpening = {
  readonly runs: readonly NewRun[];
  readonly cancel: ReadonlySet<string>;
};

/**
 * Judges the slots of a backfill in order, each seeing those before it (O1), by the overlap rule of the backfill and
 * the job's limit. Misfire and jitter are not asked (B1): every run may start now.
 */
export function openBackfill(
  job: DecidedJob,
  backfill: Backfill,
  slots: readonly Slot[],
  activeBefore: readonly ActiveRun[],
): BackfillOpening {
  const rules = { ...job.rules, overlap: backfill.overlap };
  const runs: NewRun[] = [];
  const cancel = new Set<string>();
  let active = [...activeBefore];
  for (const slot of slots) {
    const base = rowOf(job, backfill, slot);
    if (!slot.fires) {
      runs.push({ ...base, ...exclusionOf(slot) });
      continue;
    }
    const verdict = decideOverlap({
      policy: rules.overlap,
      maxConcurrentRuns: rules.maxConcurrentRuns,
      active,
      catchUp: false,
      ofBackfill: true,
    });
    const run: NewRun = { ...base, ...verdictFields(verdict, rules) };
    if (verdict.verdict === "cancel_previous") {
      for (const id of verdict.cancel) cancel.add(id);
      // What waits is cancelled at once, and of this very backfill nothing has begun.
      active = activeBefore.filter(({ held }) => !held);
    }
    if (run.status === "pending") active.push({ id: run.id, held: isHeld(run), ofBackfill: true });
    runs.push(run);
  }
  return { runs, cancel };
}

function rowOf(job: DecidedJob, backfill: Backfill, { at, notes, movedFrom }: Slot): NewRun {
  return runOf(job, {
    trigger: "backfill",
    backfillId: backfill.id,
    requestedBy: backfill.requestedBy,
    scheduledFor: at,
    availableAt: job.now,
    status: "pending",
    overlap: backfill.overlap,
    notes: notes.length > 0 ? notes : null,
    decision: movedFrom === undefined ? null : { movedFrom: formatInstant(movedFrom) },
  });
}

/** A slot that a gap (Z2) or a calendar (K1) takes out has its row here too. */
function exclusionOf({ excluded }: Slot): Partial<NewRun> & Pick<NewRun, "status"> {
  const row = { status: "skipped", availableAt: null } as const;
  if (excluded === undefined) return { ...row, reason: "dst_gap" };
  const { reason, calendar, entry, name } = excluded;
  return { ...row, reason, decision: { calendar, entry, name } };
}
