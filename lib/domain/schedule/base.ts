import type { CompiledSchedule, Instant, Slot, SlotFate } from "./types.ts";

/** The slots of a schedule before any calendar is asked. */
export type BaseSchedule = Pick<CompiledSchedule, "next" | "previous" | "between" | "count"> & {
  /** The slots with from ≤ at < to that gap policy `skip` takes out (Z2): at most one for each clock change. */
  gaps(from: Instant, to: Instant): Slot[];
  /**
   * Tells patterns apart: the slots, moved on by `delta` to the same local times of other dates, lie as those moved on by
   * another delta of the same likeness do, and have none in common with those of another likeness.
   */
  likeness(delta: number): number;
};

/** How far a search for a slot that fires goes through what calendars take out: excluded stretches, and milliseconds. */
export const FIRING_SEARCH = {
  stretches: 4_000,
  // Longer than 29 February takes to come again on a given day of the week, over a year that is no leap year.
  ms: 41 * 366 * 86_400_000,
} as const;

/** What becomes of a slot before pause and misfire are looked at (M1). */
export function fateOf(slot: Slot): SlotFate {
  if (slot.fires) return "fires";
  return slot.excluded?.reason ?? "dst_gap";
}

/** A schedule that names no calendar: its slots fire, but for the few that a gap takes out. */
export function withoutCalendars(base: BaseSchedule): CompiledSchedule {
  const { next, previous, between, count, gaps } = base;

  const firstFiring = (from: Instant, to: Instant): Slot | null => {
    let slot = next(from - 1);
    while (slot && slot.at < to && !slot.fires) slot = next(slot.at);
    return slot && slot.at < to ? slot : null;
  };
  const lastFiring = (from: Instant, to: Instant): Slot | null => {
    let slot = previous(to);
    while (slot && slot.at >= from && !slot.fires) slot = previous(slot.at);
    return slot && slot.at >= from ? slot : null;
  };

  return {
    next,
    previous,
    between,
    count,
    nextFiring: (after) => firstFiring(after + 1, Infinity),
    first(fate, from, to) {
      if (fate === "fires") return firstFiring(from, to);
      return fate === "dst_gap" ? (gaps(from, to)[0] ?? null) : null;
    },
    last(fate, from, to) {
      if (fate === "fires") return lastFiring(from, to);
      return fate === "dst_gap" ? (gaps(from, to).at(-1) ?? null) : null;
    },
    countOf(fate, from, to) {
      if (fate === "fires") return count(from, to) - gaps(from, to).length;
      return fate === "dst_gap" ? gaps(from, to).length : 0;
    },
  };
}
