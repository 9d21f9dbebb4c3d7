import type { CompiledSchedule, Instant, Slot } from "./types.ts";

/** Longer than any date takes to come again: 29 February on a given day of the week, over a year 100. */
export const HORIZON_MS = 41 * 365.25 * 86_400_000;

/**
 * The next slot strictly after an instant that fires, or null. Where calendars take everything out, nothing is looked at that
 * lies more than 41 years behind the next slot.
 */
export function nextFiring(schedule: CompiledSchedule, after: Instant): Slot | null {
  const slot = schedule.next(after);
  return !slot || slot.fires ? slot : schedule.first("fires", slot.at, slot.at + HORIZON_MS);
}
