import { civilDate, DAY_MS, dayOfWeek } from "../schedule/civil.ts";
import { dateOf, weekdayNumber } from "./dates.ts";
import { exclusionBy } from "./exclusion.ts";
import { paintDays, type Stretch } from "./paint.ts";
import type { Calendar, CalendarEntry } from "./types.ts";
import { type DayPart, hoursOfWeekdays } from "./weekday-hours.ts";

/** What the calendars say of a local date: its parts in order, and how far on whole days are known to be excluded alike. */
export type DayRule = {
  readonly parts: readonly DayPart[];
  readonly firstDay: number;
  readonly lastDay: number;
};

const KEPT_DAYS = 4_096;

/** The rule of each date, by day number; looked up once and kept, as many as twelve years have days. */
export function dayRules(calendars: readonly Calendar[]): (day: number) => DayRule {
  const find = ruleFinder(calendars);
  const kept = new Map<number, DayRule>();
  return (day) => {
    let rule = kept.get(day);
    if (!rule) {
      rule = find(day);
      if (kept.size >= KEPT_DAYS) kept.clear();
      kept.set(day, rule);
    }
    return rule;
  };
}

function ruleFinder(calendars: readonly Calendar[]): (day: number) => DayRule {
  const { entries, weekly, yearly, dates } = dayEntries(calendars);
  const openDays = hoursOfWeekdays(calendars).map((parts) => ({
    parts,
    firstDay: Infinity,
    lastDay: -Infinity,
  }));
  // Made when first met: of thousands of entries a schedule meets a few.
  const closedDays = new Map<number, readonly DayPart[]>();
  const closedBy = (rank: number): readonly DayPart[] | null => {
    const known = closedDays.get(rank);
    const ranked = entries[rank];
    if (known || !ranked) return known ?? null;
    const exclusion = exclusionBy(ranked.calendar, ranked.entry, ranked.index);
    const parts = [{ from: 0, until: DAY_MS, exclusion }];
    closedDays.set(rank, parts);
    return parts;
  };
  const isEvery = weekly.every((rank) => rank !== undefined) || yearly.size === 366;

  return (day) => {
    const stretch = dates(day);
    const { month, day: dayOfMonth } = civilDate(day);
    const ranks = [stretch?.rank, weekly[dayOfWeek(day)], yearly.get(month * 100 + dayOfMonth)];
    const parts = closedBy(Math.min(...ranks.map((rank) => rank ?? Infinity)));
    if (parts && isEvery) return { parts, firstDay: -Infinity, lastDay: Infinity };
    if (parts) return { parts, firstDay: stretch?.from ?? day, lastDay: stretch?.to ?? day };
    const rule = openDays[dayOfWeek(day)];
    if (!rule) throw new RangeError(`no day of the week for day ${day}`);
    return rule;
  };
}

type Ranked = { readonly calendar: string; readonly entry: CalendarEntry; readonly index: number };

/** Entries about whole days; a rank is the place of an entry among them, smaller ranks come first. */
type DayEntries = {
  readonly entries: readonly Ranked[];
  /** Rank by day of the week, 0 = Sunday. */
  readonly weekly: readonly (number | undefined)[];
  /** Rank by month × 100 + day. */
  readonly yearly: ReadonlyMap<number, number>;
  readonly dates: (day: number) => Stretch | null;
};

function dayEntries(calendars: readonly Calendar[]): DayEntries {
  const ranked: Ranked[] = [];
  const weekly: (number | undefined)[] = Array.from({ length: 7 });
  const yearly = new Map<number, number>();
  const stretches: Stretch[] = [];

  const add = (entry: CalendarEntry, rank: number): void => {
    if (entry.kind === "weekly") {
      for (const day of entry.days) weekly[weekdayNumber(day)] ??= rank;
    } else if (entry.kind === "yearly") {
      const date = Number(entry.date.slice(0, 2)) * 100 + Number(entry.date.slice(3));
      if (!yearly.has(date)) yearly.set(date, rank);
    } else if (entry.kind === "date") {
      stretches.push({ from: dateOf(entry.date), to: dateOf(entry.until ?? entry.date), rank });
    }
  };

  for (const { slug, entries } of calendars) {
    for (const [index, entry] of entries.entries()) {
      if (entry.kind === "hours") continue;
      add(entry, ranked.length);
      ranked.push({ calendar: slug, entry, index });
    }
  }
  return { entries: ranked, weekly, yearly, dates: paintDays(stretches) };
}
