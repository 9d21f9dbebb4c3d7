import { pointerTo } from "../problem.ts";
import { isDate, isYearlyDate, timeOf, WEEKDAYS } from "./dates.ts";
import type { CalendarEntry, Weekday } from "./types.ts";

/** Longest name of an entry. */
export const MAX_NAME = 200;
const FIELDS: Readonly<Record<CalendarEntry["kind"], readonly string[]>> = {
  date: ["date", "until"],
  yearly: ["date"],
  weekly: ["days"],
  hours: ["from", "to", "days"],
};

type Fields = Readonly<Record<string, unknown>>;

/** Told of each fault, with the pointer below the entry, such as `/date`. */
type Report = (pointer: string, message: string) => void;

/** One entry in its stored form, or null when there is a fault, which `report` has then been told of. */
export function readEntry(input: Fields, report: Report): CalendarEntry | null {
  const kind = input["kind"];
  if (kind !== "date" && kind !== "yearly" && kind !== "weekly" && kind !== "hours") {
    report("/kind", "It must be date, yearly, weekly or hours.");
    return null;
  }
  for (const field of Object.keys(input)) {
    if (field === "kind" || field === "name" || FIELDS[kind].includes(field)) continue;
    report(pointerTo("", field), `An entry of kind ${kind} has no such field.`);
  }
  const name = readName(input["name"], report);
  const entry = READERS[kind](input, report);
  return entry && name !== null ? { ...entry, ...name } : null;
}

const READERS: Readonly<
  Record<CalendarEntry["kind"], (input: Fields, report: Report) => CalendarEntry | null>
> = { date: readDate, yearly: readYearly, weekly: readWeekly, hours: readHours };

/** The name as a field to be spread, on one line; none where it is absent or empty. */
function readName(name: unknown, report: Report): { readonly name?: string } | null {
  if (name === undefined || name === null) return {};
  const text = typeof name === "string" ? name.replace(/[\s\p{Cc}]+/gu, " ").trim() : null;
  if (text === null || text.length > MAX_NAME) {
    report("/name", `It must be text of at most ${MAX_NAME} characters.`);
    return null;
  }
  return text === "" ? {} : { name: text };
}

function readDate({ date, until }: Fields, report: Report): CalendarEntry | null {
  const first = dateIn(date, "/date", report);
  const last = until === undefined || until === null ? first : dateIn(until, "/until", report);
  if (first === null || last === null) return null;
  if (last < first) {
    report("/until", `It is the last excluded day and must not be before ${first}.`);
    return null;
  }
  return last === first
    ? { kind: "date", date: first }
    : { kind: "date", date: first, until: last };
}

function dateIn(value: unknown, pointer: string, report: Report): string | null {
  if (typeof value === "string" && isDate(value)) return value;
  report(pointer, "It must be a date that exists, written YYYY-MM-DD.");
  return null;
}

function readYearly({ date }: Fields, report: Report): CalendarEntry | null {
  if (typeof date === "string" && isYearlyDate(date)) return { kind: "yearly", date };
  report("/date", "It must be a date of the year that exists, written MM-DD.");
  return null;
}

function readWeekly({ days }: Fields, report: Report): CalendarEntry | null {
  const read = daysIn(days, report);
  return read && { kind: "weekly", days: read };
}

function readHours({ from, to, days }: Fields, report: Report): CalendarEntry | null {
  const start = timeIn(from, "/from", report);
  const end = timeIn(to, "/to", report);
  const read = days === undefined || days === null ? WEEKDAYS : daysIn(days, report);
  if (start === "24:00") report("/from", "Only to can be 24:00.");
  else if (start !== null && start === end) {
    report("/to", "It must differ from from; the whole day is 00:00 to 24:00.");
  } else if (start !== null && end !== null && read !== null) {
    const named = read.length === WEEKDAYS.length ? {} : { days: read };
    return { kind: "hours", from: start, to: end, ...named };
  }
  return null;
}

function timeIn(value: unknown, pointer: string, report: Report): string | null {
  if (typeof value === "string" && timeOf(value) !== null) return value.padStart(5, "0");
  report(pointer, "It must be a time of day, written HH:MM.");
  return null;
}

/** Days of the week in any case, brought into the order of the week. */
function daysIn(value: unknown, report: Report): readonly Weekday[] | null {
  if (!Array.isArray(value) || value.length === 0) {
    report("/days", "It must be a list of MON, TUE, WED, THU, FRI, SAT, SUN with at least one.");
    return null;
  }
  const named = value.map((day) => (typeof day === "string" ? day.toUpperCase() : ""));
  let known = true;
  for (const [index, day] of named.entries()) {
    if (WEEKDAYS.some((weekday) => weekday === day)) continue;
    report(`/days/${index}`, "It must be MON, TUE, WED, THU, FRI, SAT or SUN.");
    known = false;
  }
  return known ? WEEKDAYS.filter((weekday) => named.includes(weekday)) : null;
}
