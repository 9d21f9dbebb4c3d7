import { civilDate, dayOfWeek } from "../schedule/civil.ts";
import { dateOf, weekdayNumber } from "./dates.ts";
import { paintDays, type Stretch } from "./paint.ts";
import type { Calendar } from "./types.ts";

/** Where a calendar's entries about whole days lie, found by date. */
export type DayIndex = {
  /** The first entry that excludes a day, with the days around it that the same list of dates excludes; or null. */
  find(day: number): { readonly entry: number; readonly stretch: Stretch | null } | null;
  /** The days of the week some entry excludes, 0 = Sunday. */
  readonly weekdays: readonly number[];
  /** The dates of a year some entry excludes, month × 100 + day. */
  readonly yearly: readonly number[];
};

const indexes = new WeakMap<Calendar, DayIndex>();

/** The index of a calendar, made when first asked for: with thousands of entries that takes some milliseconds. */
export function dayIndexOf(calendar: Calendar): DayIndex {
  const known = indexes.get(calendar);
  if (known) return known;
  const made = makeIndex(calendar);
  indexes.set(calendar, made);
  return made;
}

function makeIndex({ entries }: Calendar): DayIndex {
  const weekly = new Map<number, number>();
  const yearly = new Map<number, number>();
  const stretches: Stretch[] = [];
  for (const [index, entry] of entries.entries()) {
    if (entry.kind === "weekly") {
      for (const day of entry.days) addFirst(weekly, weekdayNumber(day), index);
    } else if (entry.kind === "yearly") {
      addFirst(yearly, Number(entry.date.slice(0, 2)) * 100 + Number(entry.date.slice(3)), index);
    } else if (entry.kind === "date") {
      stretches.push({
        from: dateOf(entry.date),
        to: dateOf(entry.until ?? entry.date),
        rank: index,
      });
    }
  }
  const dates = paintDays(stretches);
  return {
    weekdays: [...weekly.keys()],
    yearly: [...yearly.keys()],
    find(day) {
      const stretch = dates(day);
      const { month, day: dayOfMonth } = civilDate(day);
      const found = [
        stretch?.rank,
        weekly.get(dayOfWeek(day)),
        yearly.get(month * 100 + dayOfMonth),
      ];
      const entry = Math.min(...found.map((index) => index ?? Infinity));
      return entry === Infinity ? null : { entry, stretch };
    },
  };
}

function addFirst(indexes: Map<number, number>, key: number, index: number): void {
  if (!indexes.has(key)) indexes.set(key, index);
}
