import { compileSchedule } from "../schedule/compile.ts";
import { NO_JOB } from "../schedule/hash.ts";
import { formatInstant } from "../schedule/moment.ts";
import type { CompiledSchedule, Instant, Schedule, Slot } from "../schedule/types.ts";
import { type Zone, zoneOf } from "../schedule/zone.ts";
import type { SimulatedJob } from "./types.ts";

/** Slots that are walked between two pauses, few enough for a few milliseconds. */
export const STEP_SLOTS = 125;

/** The schedule of a simulated job, ready for arithmetic. */
export function compiledOf(job: SimulatedJob): CompiledSchedule {
  return compileSchedule(owedSchedule(job), job.jobId ?? NO_JOB, job.calendars);
}

function owedSchedule({ schedule, skipsAnchor }: SimulatedJob): Schedule {
  if (!skipsAnchor || schedule.kind !== "interval") return schedule;
  return { ...schedule, startAt: formatInstant(Date.parse(schedule.anchor) + 1) };
}

/** The zone on whose clock a schedule is shown; UTC for one that has none. */
export function zoneOfSchedule(schedule: Schedule): Zone {
  return zoneOf(schedule.kind === "manual" ? "UTC" : schedule.timeZone);
}

/** The slots with from ≤ at < to that fire, in order; excluded stretches are jumped over. */
export function* firingSlots(
  schedule: CompiledSchedule,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Generator<Slot, void, void> {
  let slot = schedule.first("fires", from, to);
  while (slot) {
    yield slot;
    slot = schedule.first("fires", slot.at + 1, to);
  }
}
