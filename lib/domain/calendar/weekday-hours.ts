import { timeOf, WEEKDAYS, weekdayNumber } from "./dates.ts";
import { exclusionBy } from "./exclusion.ts";
import type { Calendar, Exclusion, HoursEntry, Weekday } from "./types.ts";

/** A part of a local date with one verdict: from ≤ time of day < until, milliseconds. */
export type DayPart = {
  readonly from: number;
  readonly until: number;
  readonly exclusion: Exclusion | null;
};

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** What the `hours` entries make of each day of the week, 0 = Sunday. */
export function hoursOfWeekdays(calendars: readonly Calendar[]): readonly (readonly DayPart[])[] {
  const days: (readonly DayPart[])[] = [];
  for (const weekday of WEEKDAYS) {
    const minutes: (Exclusion | null)[] = Array.from({ length: DAY_MINUTES }, () => null);
    for (const calendar of calendars) closeMinutes(minutes, calendar, weekday);
    days[weekdayNumber(weekday)] = partsOf(minutes);
  }
  return days;
}

/** Closes the minutes no entry of the calendar allows, unless an earlier calendar has or none names the day. */
function closeMinutes(
  minutes: (Exclusion | null)[],
  { slug, entries }: Calendar,
  weekday: Weekday,
): void {
  const allowed = new Uint8Array(DAY_MINUTES);
  let exclusion: Exclusion | null = null;
  for (const [index, entry] of entries.entries()) {
    if (entry.kind !== "hours" || entry.days?.includes(weekday) === false) continue;
    exclusion ??= exclusionBy(slug, entry, index);
    allow(allowed, entry);
  }
  if (exclusion === null) return;
  for (let minute = 0; minute < DAY_MINUTES; minute++) {
    if (allowed[minute] === 0) minutes[minute] ??= exclusion;
  }
}

function allow(allowed: Uint8Array, { from, to }: HoursEntry): void {
  const start = (timeOf(from) ?? 0) / MINUTE_MS;
  const end = (timeOf(to) ?? 0) / MINUTE_MS;
  if (start < end) allowed.fill(1, start, end);
  else allowed.fill(1, start).fill(1, 0, end);
}

function partsOf(minutes: readonly (Exclusion | null)[]): DayPart[] {
  const parts: DayPart[] = [];
  for (let start = 0, end = 1; start < DAY_MINUTES; end += 1) {
    if (end < DAY_MINUTES && minutes[end] === minutes[start]) continue;
    const exclusion = minutes[start] ?? null;
    parts.push({ from: start * MINUTE_MS, until: end * MINUTE_MS, exclusion });
    start = end;
  }
  return parts;
}
