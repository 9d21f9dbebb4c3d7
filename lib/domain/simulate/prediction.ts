import { jitterMs } from "../schedule/hash.ts";
import type { CompiledSchedule, Instant } from "../schedule/types.ts";
import { overlapPredictor } from "./overlaps.ts";
import { firingSlots, STEP_SLOTS } from "./runs-of.ts";
import type {
  OverlapDecision,
  PredictedOverlap,
  RunLengths,
  SimulatedJob,
  SimulatedRange,
} from "./types.ts";

/** Firing slots whose overlap is predicted; a job whose runs pile up needs many steps for each. */
export const MAX_PREDICTED = 5_000;

/** What would become of a slot if its job's runs took a typical time, and if they were slow. */
export type SlotOverlaps = { readonly typical: PredictedOverlap; readonly slow: PredictedOverlap };

export type OverlapCounts = { readonly [D in OverlapDecision]: number };

/** What the overlap policy would make of the first `slots` firing slots of a range. */
export type Prediction = {
  readonly slots: number;
  /** The first firing slot that was no longer looked at; null when all were. */
  readonly until: Instant | null;
  readonly typical: OverlapCounts;
  readonly slow: OverlapCounts;
  /** By slot; slots that meet nothing in either case are left out. */
  readonly overlaps: ReadonlyMap<Instant, SlotOverlaps>;
};

/** Predicts the overlaps of a range from how long runs took, pausing between short steps. */
export function* predictOverlaps(
  job: SimulatedJob,
  schedule: CompiledSchedule,
  range: SimulatedRange,
  { p50Ms, p95Ms }: RunLengths,
): Generator<void, Prediction, void> {
  const jitterOf = jitterOfJob(job);
  const { policies } = job;
  const predictTypical = overlapPredictor({ policies, durationMs: p50Ms, jitterOf });
  const predictSlow = overlapPredictor({ policies, durationMs: p95Ms, jitterOf });
  const counts = { typical: noCounts(), slow: noCounts() };
  const overlaps = new Map<Instant, SlotOverlaps>();
  let slots = 0;
  let until: Instant | null = null;
  for (const { at } of firingSlots(schedule, range)) {
    if (slots === MAX_PREDICTED) {
      until = at;
      break;
    }
    const [typical, slow] = [predictTypical(at), predictSlow(at)];
    counts.typical[typical.decision] += 1;
    counts.slow[slow.decision] += 1;
    if (typical.decision !== "run" || slow.decision !== "run") overlaps.set(at, { typical, slow });
    slots += 1;
    if (slots % STEP_SLOTS === 0) yield;
  }
  return { slots, until, ...counts, overlaps };
}

function jitterOfJob({ schedule, jobId }: SimulatedJob): (slot: Instant) => number {
  const seconds = "jitterSeconds" in schedule ? schedule.jitterSeconds : 0;
  return jobId === null || seconds === 0 ? () => 0 : (slot) => jitterMs(jobId, slot, seconds);
}

function noCounts(): { [D in OverlapDecision]: number } {
  return { run: 0, skipped: 0, held: 0, cancels_previous: 0 };
}
