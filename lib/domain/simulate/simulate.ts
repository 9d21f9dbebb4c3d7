import type { Exclusion, ExclusionReason } from "../calendar/types.ts";
import { countInSteps } from "../schedule/count-in-steps.ts";
import { describeSchedule } from "../schedule/describe.ts";
import {
  clockChangeAfter,
  type Occurrence,
  type SchedulePreview,
  toOccurrence,
} from "../schedule/preview.ts";
import type { CompiledSchedule, Slot } from "../schedule/types.ts";
import { type Prediction, predictOverlaps, type SlotOverlaps } from "./prediction.ts";
import { compiledOf, zoneOfSchedule } from "./runs-of.ts";
import type { OverlapDecision, RunLengths, SimulatedJob, SimulatedRange } from "./types.ts";

/** A slot and what would become of it (M1): first gap and calendar, then overlap with runs of typical length. */
export type SimulatedSlot = Occurrence & {
  readonly decision: OverlapDecision;
  readonly reason: "dst_gap" | ExclusionReason | "overlap" | null;
  readonly rule: "queue_full" | null;
  /** The calendar entry that excludes it. */
  readonly excluded?: Exclusion;
  /** Where it would meet another run, be it only a slow one. */
  readonly overlaps?: SlotOverlaps;
};

/** The slots of a whole range by what becomes of them before overlap, and what is predicted of those that fire. */
export type SlotCounts = {
  readonly slots: number;
  readonly fires: number;
  readonly calendar: number;
  readonly window: number;
  readonly dstGap: number;
  readonly predicted: Omit<Prediction, "overlaps"> | null;
};

export type Simulation = {
  readonly description: string;
  readonly slots: readonly SimulatedSlot[];
  readonly counts: SlotCounts;
  readonly nextTransition: SchedulePreview["nextTransition"];
};

/**
 * What a schedule would do in a range, pausing between short steps: its first slots one by one, all of them in counts.
 * Without `lengths` no overlap is predicted.
 */
export function* simulateJob(
  job: SimulatedJob,
  range: SimulatedRange,
  lengths: RunLengths | null,
): Generator<void, Simulation, void> {
  const schedule = compiledOf(job);
  const zone = zoneOfSchedule(job.schedule);
  const listed = schedule.between(range.from, range.to, range.limit);
  yield;
  const prediction = lengths && (yield* predictOverlaps(job, schedule, range, lengths));
  const counts = yield* countSlots(schedule, range, prediction);
  return {
    description: describeSchedule(job.schedule, job.jobId ?? undefined),
    slots: listed.map((slot) => ({
      ...toOccurrence(slot, zone),
      ...fateOfSlot(slot, prediction?.overlaps.get(slot.at)),
    })),
    counts,
    nextTransition: job.schedule.kind === "manual" ? null : clockChangeAfter(zone, range.from),
  };
}

function* countSlots(
  schedule: CompiledSchedule,
  range: SimulatedRange,
  prediction: Prediction | null,
): Generator<void, SlotCounts, void> {
  const fires = yield* countInSteps(schedule, "fires", range);
  const calendar = yield* countInSteps(schedule, "calendar", range);
  const window = yield* countInSteps(schedule, "window", range);
  const dstGap = yield* countInSteps(schedule, "dst_gap", range);
  const slots = fires + calendar + window + dstGap;
  if (prediction === null) return { slots, fires, calendar, window, dstGap, predicted: null };
  const { overlaps: _, ...predicted } = prediction;
  return { slots, fires, calendar, window, dstGap, predicted };
}

type Fate = Omit<SimulatedSlot, keyof Occurrence>;

function fateOfSlot(slot: Slot, overlaps: SlotOverlaps | undefined): Fate {
  const { excluded } = slot;
  if (excluded) return { decision: "skipped", reason: excluded.reason, rule: null, excluded };
  if (!slot.fires) return { decision: "skipped", reason: "dst_gap", rule: null };
  if (!overlaps) return { decision: "run", reason: null, rule: null };
  const { decision, rule } = overlaps.typical;
  return { decision, reason: decision === "run" ? null : "overlap", rule, overlaps };
}
