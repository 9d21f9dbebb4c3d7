import { monthName } from "../schedule/describe-dates.ts";
import { joinWords, runsOf } from "../schedule/describe-words.ts";
import { WEEKDAYS } from "./dates.ts";
import type { CalendarEntry, DateEntry, HoursEntry, Weekday } from "./types.ts";

const DAY_NAMES: Readonly<Record<Weekday, string>> = {
  MON: "Monday",
  TUE: "Tuesday",
  WED: "Wednesday",
  THU: "Thursday",
  FRI: "Friday",
  SAT: "Saturday",
  SUN: "Sunday",
};

/** What an entry excludes, in words: `Saturdays and Sundays`, `outside 08:00–18:00 on Mon–Fri`. Its name is left out. */
export function describeEntry(entry: CalendarEntry): string {
  switch (entry.kind) {
    case "date":
      return dateWords(entry);
    case "yearly":
      return `${dayAndMonth(entry.date)} every year`;
    case "weekly":
      return entry.days.length === 7
        ? "every day"
        : joinWords(entry.days.map((day) => `${DAY_NAMES[day]}s`));
    case "hours":
      return hoursWords(entry);
  }
}

function dateWords({ date, until }: DateEntry): string {
  const [year, rest] = [date.slice(0, 4), date.slice(5)];
  if (until === undefined) return `${dayAndMonth(rest)} ${Number(year)}`;
  const last = `${dayAndMonth(until.slice(5))} ${Number(until.slice(0, 4))}`;
  if (date.slice(0, 7) === until.slice(0, 7)) return `${Number(date.slice(8))} to ${last}`;
  const first = dayAndMonth(rest);
  return year === until.slice(0, 4) ? `${first} to ${last}` : `${first} ${Number(year)} to ${last}`;
}

function dayAndMonth(date: string): string {
  return `${Number(date.slice(3))} ${monthName(Number(date.slice(0, 2)))}`;
}

function hoursWords({ from, to, days }: HoursEntry): string {
  const hours = `outside ${from}–${to}`;
  if (days === undefined) return hours;
  const short = (index: number): string => DAY_NAMES[WEEKDAYS[index] ?? "MON"].slice(0, 3);
  const runs = runsOf(days.map((day) => WEEKDAYS.indexOf(day)));
  const words = runs.flatMap(([first, last]) => {
    if (first === last) return [short(first)];
    return last - first === 1 ? [short(first), short(last)] : [`${short(first)}–${short(last)}`];
  });
  return `${hours} on ${joinWords(words)}`;
}
