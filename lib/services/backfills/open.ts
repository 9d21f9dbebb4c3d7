import type { NewRun } from "../../../db/queries/run-transitions.ts";
import { type ActiveRun, countHeld } from "../../domain/overlap.ts";
import type { OverlapPolicy } from "../../domain/policies.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { Slot } from "../../domain/schedule/types.ts";
import {
  afterMeeting,
  type DecidedJob,
  isHeld,
  meetOverlap,
  type Opening,
  runOf,
} from "../runs/open-decisions.ts";

/** The backfill that rows are opened for. */
type Backfill = {
  readonly id: string;
  readonly overlap: OverlapPolicy;
  readonly requestedBy: string | null;
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
): Opening {
  const { maxConcurrentRuns } = job.rules;
  const runs: NewRun[] = [];
  const cancel = new Map<string, string>();
  let active = [...activeBefore];
  let held = countHeld(active);
  for (const slot of slots) {
    const base = rowOf(job, backfill, slot);
    if (!slot.fires) {
      runs.push({ ...base, ...exclusionOf(slot) });
      continue;
    }
    const policy = backfill.overlap;
    const input = {
      policy,
      maxConcurrentRuns,
      active,
      heldAmong: held,
      catchUp: false,
      ofBackfill: true,
    };
    const met = meetOverlap(base, input, job.now);
    for (const id of met.cancel) if (!cancel.has(id)) cancel.set(id, met.run.id);
    active = afterMeeting(active, met);
    if (met.cancel.length > 0) held = countHeld(active);
    else if (met.run.status === "pending" && isHeld(met.run)) held += 1;
    runs.push(met.run);
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
