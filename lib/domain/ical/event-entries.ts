import { WEEKDAYS, weekdayNumber } from "../calendar/dates.ts";
import { MAX_NAME } from "../calendar/normalize-entry.ts";
import type { CalendarEntry, Weekday } from "../calendar/types.ts";
import { civilDate, dayNumber, dayOfWeek } from "../schedule/civil.ts";
import { type DayRange, expandRule } from "./expand.ts";
import type { FileEvent } from "./read-event.ts";
import type { DateRule } from "./recurrence.ts";
import { IcalError } from "./scan.ts";

/** Days of an event that is said every year in one entry per day. */
const MAX_YEARLY_DAYS = 31;
/** A year that has a 29 February. */
const LEAP_YEAR = 2000;

/** What recurs is looked at in these days; `today` is one of them. */
export type ImportRange = DayRange & { readonly today: number };

/** The entries of an event, and whether they are only the next years of something that goes on. */
export type EventEntries = { readonly entries: readonly CalendarEntry[]; readonly cut: boolean };

/**
 * What an event excludes. A date that comes back every year, and days that do every week, are said as such; anything else
 * that recurs is the dates it has within `range`. Throws IcalError, naming the event.
 */
export function entriesOf(event: FileEvent, range: ImportRange): EventEntries {
  const named = nameOf(event);
  const [rule] = event.rules;
  if (rule === undefined && event.extraDays.length === 0)
    return { entries: [{ ...dateEntry(event.from, event.days), ...named }], cut: false };
  const plain = rule === undefined ? null : plainEntries(event, rule, range);
  if (plain !== null)
    return { entries: plain.map((entry) => ({ ...entry, ...named })), cut: false };
  const dates = datesWithin(event, range).map((day) => ({
    ...dateEntry(day, event.days),
    ...named,
  }));
  return { entries: dates, cut: rule !== undefined && goesOn(rule, range) };
}

function nameOf({ summary, unnamed }: FileEvent): { readonly name?: string } {
  if (unnamed) return {};
  let name = "";
  for (const character of summary) {
    if (name.length + character.length > MAX_NAME) break;
    name += character;
  }
  return name.trim() === "" ? {} : { name: name.trim() };
}

/** `YYYY-MM-DD`. */
export function dateText(day: number): string {
  const { year, month, day: date } = civilDate(day);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(date)}`;
}

function dateEntry(from: number, days: number): CalendarEntry {
  const date = dateText(from);
  return days > 1
    ? { kind: "date", date, until: dateText(from + days - 1) }
    : { kind: "date", date };
}

/** Entries that say the whole rule, or null where none can. */
function plainEntries(
  event: FileEvent,
  rule: DateRule,
  range: ImportRange,
): CalendarEntry[] | null {
  const goesOnAlike =
    rule.interval === 1 &&
    rule.count === null &&
    rule.until === null &&
    rule.positions.length === 0;
  const hasOwnDays = event.extraDays.length > 0 || event.leftOutDays.size > 0;
  // What begins in years to come must not exclude the years before.
  const begins =
    rule.frequency === "YEARLY" ? dayNumber(civilDate(event.from).year, 1, 1) : event.from;
  if (!goesOnAlike || hasOwnDays || begins > range.today) return null;
  if (rule.weeks.length > 0 || rule.yearDays.length > 0) return null;
  if (rule.frequency === "YEARLY") return yearlyEntries(event, rule);
  return rule.months.length + rule.monthDays.length > 0 ? null : weeklyEntries(event, rule);
}

function yearlyEntries(event: FileEvent, rule: DateRule): CalendarEntry[] | null {
  const { month, day } = civilDate(event.from);
  const isOnly = (list: readonly number[], value: number) =>
    list.length === 0 || (list.length === 1 && list[0] === value);
  if (rule.days.length > 0 || !isOnly(rule.months, month) || !isOnly(rule.monthDays, day))
    return null;
  // A month day without its month is that day of every month.
  if (rule.monthDays.length > 0 && rule.months.length === 0) return null;
  if (event.days > MAX_YEARLY_DAYS) return null;
  const first = dayNumber(LEAP_YEAR, month, day);
  const dates = Array.from({ length: event.days }, (_, at) => civilDate(first + at));
  // What begins before the end of February and goes beyond has other dates in leap years.
  if (month <= 2 && dates.some((date) => date.month === 3)) return null;
  if (event.days > 1 && dates.some((date) => date.month === 2 && date.day === 29)) return null;
  return dates.map((date) => ({ kind: "yearly", date: `${two(date.month)}-${two(date.day)}` }));
}

function weeklyEntries(event: FileEvent, rule: DateRule): CalendarEntry[] | null {
  const starts = weekdaysOf(event, rule);
  if (starts === null) return null;
  const covered = new Set(
    starts.flatMap((weekday) =>
      Array.from({ length: Math.min(7, event.days) }, (_, at) => (weekday + at) % 7),
    ),
  );
  const days = WEEKDAYS.filter((weekday: Weekday) => covered.has(weekdayNumber(weekday)));
  return [{ kind: "weekly", days }];
}

/** The days of the week a rule goes through, 0 = Sunday; null where it is none of every week. */
function weekdaysOf(event: FileEvent, rule: DateRule): readonly number[] | null {
  if (rule.frequency === "MONTHLY" || rule.days.some(({ ordinal }) => ordinal !== 0)) return null;
  if (rule.days.length > 0) return rule.days.map(({ weekday }) => weekday);
  return rule.frequency === "DAILY" ? [0, 1, 2, 3, 4, 5, 6] : [dayOfWeek(event.from)];
}

function datesWithin(event: FileEvent, range: ImportRange): number[] {
  try {
    // One that began before the range may still reach into it.
    const reach = { from: range.from - event.days + 1, to: range.to };
    const ruled = event.rules.flatMap((rule) => expandRule(rule, event.from, reach));
    const listed = [...event.extraDays, event.from].filter(
      (day) => day >= reach.from && day <= reach.to,
    );
    const all = [...new Set([...ruled, ...listed])].sort((a, b) => a - b);
    return all.filter((day) => !event.leftOutDays.has(day));
  } catch (error) {
    if (!(error instanceof IcalError)) throw error;
    const where = `The event "${event.summary.slice(0, 60)}" in line ${event.line}`;
    throw new IcalError(`${where} cannot be taken: ${error.message}.`, { cause: error });
  }
}

function goesOn(rule: DateRule, range: ImportRange): boolean {
  return rule.count === null && (rule.until ?? Infinity) > range.to;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
