import type { BaseSchedule } from "./base.ts";
import { civilDate, DAY_MS, dayNumber, daysInMonth } from "./civil.ts";
import type { NominalTimes } from "./nominal.ts";
import { type Bounds, comesTwice } from "./project.ts";
import type { Instant, Slot } from "./types.ts";
import type { Zone } from "./zone.ts";

/** The slots anchor + k × every of an exact interval (I2); `everyMs` is not zero. No clock change moves them. */
export function exactInterval(
  anchor: Instant,
  everyMs: number,
  zone: Zone,
  bounds: Bounds,
): BaseSchedule {
  // Number of the first grid point ≥ `at`.
  const indexFrom = (at: Instant): number => Math.ceil((at - anchor) / everyMs);
  const first = indexFrom(bounds.from);
  const end = indexFrom(bounds.until);

  const slot = (index: number): Slot | null => {
    if (index < first || index >= end) return null;
    const at = anchor + index * everyMs;
    return { at, notes: comesTwice(zone.spanAt(at), at) ? ["dst_fold"] : [], fires: true };
  };

  return {
    next: (after) => slot(Math.max(first, indexFrom(after + 1))),
    previous: (before) => slot(Math.min(end, indexFrom(before)) - 1),
    between(from, to, limit) {
      const start = Math.max(first, indexFrom(from));
      const stop = Math.min(end, indexFrom(to), start + Math.floor(limit));
      const slots: Slot[] = [];
      for (let i = start; i < stop; i++) {
        const next = slot(i);
        if (next) slots.push(next);
      }
      return slots;
    },
    count: (from, to) =>
      Math.max(0, Math.min(end, indexFrom(to)) - Math.max(first, indexFrom(from))),
    gaps: () => [],
    likeness: (delta) => ((delta % everyMs) + everyMs) % everyMs,
  };
}

/**
 * The local times anchor + k × (months, days) of a calendar interval (I2): always counted from the anchor, the day cut to
 * the last of the month before the days are added.
 */
export function calendarNominalTimes(anchor: number, months: number, days: number): NominalTimes {
  const anchorDay = Math.floor(anchor / DAY_MS);
  const timeOfDay = anchor - anchorDay * DAY_MS;
  const { year, month, day } = civilDate(anchorDay);

  const at = (index: number): number => {
    const total = year * 12 + (month - 1) + index * months;
    const y = Math.floor(total / 12);
    const m = total - y * 12 + 1;
    const cut = Math.min(day, daysInMonth(y, m));
    return (dayNumber(y, m, cut) + index * days) * DAY_MS + timeOfDay;
  };

  const perStep = (months * 30.436875 + days) * DAY_MS;
  const indexFrom = (local: number): number => {
    let index = Math.floor((local - anchor) / perStep);
    while (at(index) >= local) index -= 1;
    while (at(index) < local) index += 1;
    return index;
  };

  return {
    atOrAfter: (local) => at(indexFrom(local)),
    before: (local) => at(indexFrom(local) - 1),
    count: (from, to) => (to <= from ? 0 : indexFrom(to) - indexFrom(from)),
  };
}
