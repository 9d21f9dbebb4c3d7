import ICAL from "ical.js";
import { DAY_MS } from "../schedule/civil.ts";
import type { Zone } from "../schedule/zone.ts";
import { type DayValue, readDayValue, readDuration } from "./day-value.ts";
import { type DateRule, readRule } from "./recurrence.ts";
import { type EventLines, IcalError } from "./scan.ts";

/** What an event says of days. Days are day numbers; `days` how many of them the event covers. */
export type FileEvent = {
  readonly line: number;
  readonly uid: string;
  readonly summary: string;
  readonly cancelled: boolean;
  /** It covers no whole day, and so excludes none. */
  readonly timed: boolean;
  readonly from: number;
  readonly days: number;
  readonly rules: readonly DateRule[];
  readonly extraDays: readonly number[];
  readonly leftOutDays: ReadonlySet<number>;
  /** Of one time of a recurring event that was changed: the day that it replaces. */
  readonly replaces: number | null;
  /** We wrote it for an entry without a name. */
  readonly unnamed: boolean;
};

/** Properties that say something of days; the rest of an event, and what is broken in it, is not looked at. */
const READ = new Set([
  "UID",
  "DTSTART",
  "DTEND",
  "DURATION",
  "SUMMARY",
  "STATUS",
  "RRULE",
  "RDATE",
  "EXDATE",
  "EXRULE",
  "RECURRENCE-ID",
  "X-PUNCTUAL-UNNAMED",
]);
const MAX_LENGTH = 100_000;
/** An end this close to midnight is meant to be it: some programs write whole days as 00:00 to 23:59. */
const NEARLY_A_DAY = DAY_MS - 60_000;

/** A property as jCal (RFC 7265) holds it: its values, after name, parameters and type. */
type Properties = ReadonlyMap<string, readonly (readonly unknown[])[]>;

/** Reads an event; times in UTC on the clock of `zone`, the calendar's. Throws IcalError, naming the event. */
export function readEvent(event: EventLines, zone: Zone | null): FileEvent {
  let summary = "";
  try {
    const properties = parse(event);
    summary = textOf(properties, "summary");
    return { line: event.line, summary, ...factsOf(properties, zone) };
  } catch (error) {
    const name = summary === "" ? "" : ` "${summary.slice(0, 60)}"`;
    const why = error instanceof Error ? error.message : String(error);
    throw new IcalError(`The event${name} in line ${event.line} cannot be taken: ${why}.`, {
      cause: error,
    });
  }
}

function parse({ lines }: EventLines): Properties {
  const wanted = lines.filter(({ name }) => READ.has(name)).map(({ text }) => text);
  if (wanted.reduce((sum, { length }) => sum + length, 0) > MAX_LENGTH)
    throw new IcalError(`it is longer than ${MAX_LENGTH} characters`);
  const parsed: unknown = ICAL.parse(["BEGIN:VEVENT", ...wanted, "END:VEVENT"].join("\r\n"));
  const listed = Array.isArray(parsed) && Array.isArray(parsed[1]) ? parsed[1] : [];
  const properties = new Map<string, (readonly unknown[])[]>();
  for (const one of listed as unknown[][]) {
    const name = String(one[0]);
    properties.set(name, [...(properties.get(name) ?? []), one.slice(3)]);
  }
  return properties;
}

function factsOf(properties: Properties, zone: Zone | null) {
  const start = dayOf(properties, "dtstart", zone);
  if (start === null) throw new IcalError("it has no DTSTART that is a date");
  if (properties.has("exrule"))
    throw new IcalError("it has an EXRULE, which is no longer part of iCalendar; use EXDATE");
  const extent = extentOf(properties, start, zone);
  const timed = extent.days < 1;
  const rules = timed ? [] : valuesOf(properties, "rrule").map(readRule);
  if (rules.length > 1) throw new IcalError("it has more than one RRULE");
  return {
    uid: textOf(properties, "uid"),
    cancelled: textOf(properties, "status").toUpperCase() === "CANCELLED",
    unnamed: properties.has("x-punctual-unnamed"),
    timed,
    ...extent,
    rules,
    extraDays: timed ? [] : daysOf(properties, "rdate", zone),
    leftOutDays: new Set(daysOf(properties, "exdate", zone)),
    replaces: dayOf(properties, "recurrence-id", zone)?.day ?? null,
  };
}

/** The whole days an event covers; a DTEND does not belong to it. Without an end, a date is a day and a time none. */
function extentOf(
  properties: Properties,
  start: DayValue,
  zone: Zone | null,
): { readonly from: number; readonly days: number } {
  const begin = start.day * DAY_MS + (start.time ?? 0);
  const end = endOf(properties, start, begin, zone);
  if (start.time === null) {
    return { from: start.day, days: Math.max(1, Math.floor(end / DAY_MS) - start.day) };
  }
  const from = Math.ceil(begin / DAY_MS);
  return { from, days: Math.floor(end / DAY_MS) - from };
}

function endOf(properties: Properties, start: DayValue, begin: number, zone: Zone | null): number {
  const end = dayOf(properties, "dtend", zone);
  if (end !== null) {
    const time = end.time ?? 0;
    return end.day * DAY_MS + (time >= NEARLY_A_DAY ? DAY_MS : time);
  }
  const [duration] = valuesOf(properties, "duration");
  if (duration === undefined) return start.time === null ? begin + DAY_MS : begin;
  const length = readDuration(duration);
  if (length === null) throw new IcalError("its DURATION cannot be read");
  return begin + length;
}

function dayOf(properties: Properties, name: string, zone: Zone | null): DayValue | null {
  const [value] = valuesOf(properties, name);
  if (value === undefined) return null;
  const day = readDayValue(value, zone);
  if (day === null) throw new IcalError(`its ${name.toUpperCase()} is no date that exists`);
  return day;
}

function daysOf(properties: Properties, name: string, zone: Zone | null): number[] {
  return valuesOf(properties, name).map((value) => {
    const begin: unknown = Array.isArray(value) ? value[0] : value;
    const day = readDayValue(begin, zone);
    if (day === null) throw new IcalError(`its ${name.toUpperCase()} has a value that is no date`);
    return day.day;
  });
}

function valuesOf(properties: Properties, name: string): readonly unknown[] {
  return (properties.get(name) ?? []).flat();
}

function textOf(properties: Properties, name: string): string {
  const [value] = valuesOf(properties, name);
  return typeof value === "string" ? value.replace(/\s+/g, " ").trim() : "";
}
