import { DAY_MS, dayOfWeek } from "../schedule/civil.ts";
import { dayIndexOf } from "./day-index.ts";
import { exclusionBy } from "./exclusion.ts";
import type { Calendar } from "./types.ts";
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
  const indexes = calendars.map(dayIndexOf);
  const openDays = hoursOfWeekdays(calendars).map((parts) => ({
    parts,
    firstDay: Infinity,
    lastDay: -Infinity,
  }));
  // Made when first met: of thousands of entries a schedule meets a few.
  const closedDays = new Map<string, readonly DayPart[]>();
  const closedBy = ({ slug, entries }: Calendar, index: number): readonly DayPart[] => {
    const place = `${slug}/${index}`;
    const known = closedDays.get(place);
    if (known) return known;
    const entry = entries[index];
    if (!entry) throw new RangeError(`calendar ${slug} has no entry ${index}`);
    const parts = [{ from: 0, until: DAY_MS, exclusion: exclusionBy(slug, entry, index) }];
    closedDays.set(place, parts);
    return parts;
  };
  const isEvery =
    new Set(indexes.flatMap(({ weekdays }) => weekdays)).size === 7 ||
    new Set(indexes.flatMap(({ yearly }) => yearly)).size === 366;

  return (day) => {
    for (const [order, calendar] of calendars.entries()) {
      const found = indexes[order]?.find(day);
      if (!found) continue;
      const parts = closedBy(calendar, found.entry);
      if (isEvery) return { parts, firstDay: -Infinity, lastDay: Infinity };
      const { from = day, to = day } = found.stretch ?? {};
      return { parts, firstDay: from, lastDay: to };
    }
    const rule = openDays[dayOfWeek(day)];
    if (!rule) throw new RangeError(`no day of the week for day ${day}`);
    return rule;
  };
}
