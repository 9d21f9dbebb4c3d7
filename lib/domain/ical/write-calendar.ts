import { dateOf, WEEKDAYS, weekdayNumber } from "../calendar/dates.ts";
import { describeEntry } from "../calendar/describe.ts";
import type {
  Calendar,
  CalendarEntry,
  DateEntry,
  HoursEntry,
  Weekday,
  WeeklyEntry,
  YearlyEntry,
} from "../calendar/types.ts";
import { dayNumber, dayOfWeek } from "../schedule/civil.ts";
import { dateText } from "./event-entries.ts";
import { HOURS_PROPERTY, PRODUCT_ID, UNNAMED_PROPERTY } from "./own.ts";
import { escapeText, writeLines } from "./text.ts";
import { utcText } from "./utc-text.ts";

/** Entries that recur begin here: a leap year, long before anybody's schedule. */
const FIRST_YEAR = 2000;

/** A calendar as it is exported. `updatedAt` is RFC 3339. */
export type WrittenCalendar = Calendar & {
  readonly id: string;
  readonly description: string;
  readonly updatedAt: string;
};

/**
 * A calendar as an iCalendar file (RFC 5545) that other programs show and that reads back as the same entries. The same
 * entries keep their UIDs, whatever else changes.
 */
export function writeCalendar(calendar: WrittenCalendar): string {
  const { name, description, entries } = calendar;
  const uids = new Map<string, number>();
  const uidOf = (entry: CalendarEntry): string => {
    const what = uidStem(entry);
    const count = (uids.get(what) ?? 0) + 1;
    uids.set(what, count);
    return `${what}${count === 1 ? "" : `-${count}`}@${calendar.id}`;
  };
  const stamp = utcText(Date.parse(calendar.updatedAt));
  return writeLines([
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `PRODID:${PRODUCT_ID}`,
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escapeText(name)}`,
    ...(description === "" ? [] : [`X-WR-CALDESC:${escapeText(description)}`]),
    ...entries.flatMap((entry, position) =>
      entry.kind === "hours" ? [hoursLine(entry, position)] : [],
    ),
    ...entries.flatMap((entry) =>
      entry.kind === "hours" ? [] : eventLines(entry, uidOf(entry), stamp),
    ),
    "END:VCALENDAR",
  ]);
}

function hoursLine({ kind: _, ...said }: HoursEntry, position: number): string {
  return `${HOURS_PROPERTY};POSITION=${position}:${escapeText(JSON.stringify(said))}`;
}

type DayEntry = DateEntry | YearlyEntry | WeeklyEntry;

function eventLines(entry: DayEntry, uid: string, stamp: string): string[] {
  const { from, to, rule } = extentOf(entry);
  return [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${compact(from)}`,
    `DTEND;VALUE=DATE:${compact(to + 1)}`,
    ...(rule === null ? [] : [`RRULE:${rule}`]),
    `SUMMARY:${escapeText(entry.name ?? describeEntry(entry))}`,
    ...(entry.name === undefined ? [`${UNNAMED_PROPERTY}:TRUE`] : []),
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

/** First and last day of an event, and the rule by which it recurs. */
function extentOf(entry: DayEntry): { from: number; to: number; rule: string | null } {
  switch (entry.kind) {
    case "date":
      return { from: dateOf(entry.date), to: dateOf(entry.until ?? entry.date), rule: null };
    case "yearly": {
      const day = dateOf(`${FIRST_YEAR}-${entry.date}`);
      return { from: day, to: day, rule: "FREQ=YEARLY" };
    }
    case "weekly": {
      const day = firstOf(entry.days);
      return { from: day, to: day, rule: `FREQ=WEEKLY;BYDAY=${entry.days.map(two).join(",")}` };
    }
  }
}

function firstOf(days: readonly Weekday[]): number {
  let day = dayNumber(FIRST_YEAR, 1, 1);
  while (!days.some((one) => weekdayNumber(one) === dayOfWeek(day))) day += 1;
  return day;
}

function uidStem(entry: CalendarEntry): string {
  switch (entry.kind) {
    case "date":
      return `date-${entry.date}`;
    case "yearly":
      return `yearly-${entry.date}`;
    case "weekly":
      return `weekly-${WEEKDAYS.filter((day) => entry.days.includes(day))
        .map(two)
        .join("")}`;
    case "hours":
      return "hours";
  }
}

function two(day: Weekday): string {
  return day.slice(0, 2);
}

function compact(day: number): string {
  return dateText(day).replaceAll("-", "");
}
