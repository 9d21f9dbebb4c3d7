import { monthName } from "../schedule/describe-dates.ts";
import { counted } from "../schedule/describe-words.ts";
import { formatInstant, formatOffset } from "../schedule/moment.ts";
import { comesTwice } from "../schedule/project.ts";
import type { Instant } from "../schedule/types.ts";
import { type Zone, zoneOf } from "../schedule/zone.ts";
import type { Verdict } from "./verdict.ts";

/** Puts an instant into a sentence; {@link tellTimes} writes it out when the sentence stands. */
export type Clock = (at: Instant) => string;

/** A control character, which no name or message brings along: `quoted` takes them out. */
const MARK = "\u0001";
const MARKED = new RegExp(`${MARK}(-?\\d+)${MARK}`, "g");

/** Marks an instant, to be written out where it ends up: what is said of a time depends on the times told before it. */
export function markTime(at: Instant): string {
  return `${MARK}${at}${MARK}`;
}

/** Writes out the marked instants of a verdict as the clocks of its zone show them at `now`. */
export function tellTimes<V extends Verdict>(verdict: V, timeZone: string, now: Instant): V {
  const clock = clockIn(timeZone, now);
  const told = (text: string) => text.replaceAll(MARKED, (_, at) => clock(Number(at)));
  const summary = told(verdict.summary);
  const { release } = verdict;
  return {
    ...verdict,
    summary,
    release: release && { ...release, summary: told(release.summary) },
  };
}

/**
 * Tells times in a zone Intl knows, in the order in which they are read: the first names the zone, and a day is named
 * where it is not that of the time before, at first today.
 */
export function clockIn(timeZone: string, now: Instant): Clock {
  const zone = zoneOf(timeZone);
  const { date: today, year: thisYear } = dayWords(zone, now);
  let isNamed = false;
  let lastDay = today;
  return (at) => {
    const day = dayWords(zone, at);
    const shownDay = day.date === lastDay ? "" : `${day.words(thisYear)} `;
    lastDay = day.date;
    const words = `${shownDay}${timeWords(zone, at)}`;
    if (isNamed) return words;
    isNamed = true;
    return `${words} ${timeZone}`;
  };
}

function dayWords(zone: Zone, at: Instant) {
  const local = new Date(at + zone.spanAt(at).offset);
  const year = local.getUTCFullYear();
  const words = `${local.getUTCDate()} ${monthName(local.getUTCMonth() + 1)}`;
  return {
    date: local.toISOString().slice(0, 10),
    year,
    words: (thisYear: number) => (year === thisYear ? words : `${words} ${year}`),
  };
}

/** `02:00`, with seconds where it has any, and with its offset where the clocks show it twice. */
function timeWords(zone: Zone, at: Instant): string {
  const span = zone.spanAt(at);
  const offset = comesTwice(span, at) ? ` (${formatOffset(span.offset)})` : "";
  return `${timeOfDay(at + span.offset)}${offset}`;
}

/** The time of day of a local time: `02:00`, `02:00:04`. */
export function timeOfDay(local: number): string {
  const text = new Date(local).toISOString().slice(11, 19);
  return text.endsWith(":00") ? text.slice(0, 5) : text;
}

/** The date of a local time: `29 March 2026`. */
export function dateOf(local: number): string {
  const date = new Date(local);
  return `${date.getUTCDate()} ${monthName(date.getUTCMonth() + 1)} ${date.getUTCFullYear()}`;
}

const UNITS = [
  ["day", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** Milliseconds as their two largest units: `180 ms`, `4.2 s`, `3 min 5 s`, `25 h`, `3 days 4 h`. */
export function spanWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1_000).toFixed(1))} s`;
  // A day and a bit is better said in hours.
  const first =
    ms < 2 * 86_400_000 ? UNITS.findIndex(([unit, size]) => unit !== "day" && ms >= size) : 0;
  const [unit, size] = UNITS[first] ?? UNITS[0];
  const count = Math.floor(ms / size);
  const next = UNITS[first + 1];
  const rest = next === undefined ? 0 : Math.floor((ms - count * size) / next[1]);
  const words = unit === "day" ? counted(count, unit) : `${count} ${unit}`;
  return next === undefined || rest === 0 ? words : `${words} ${rest} ${next[0]}`;
}

/** Seconds of a policy: `60 s`, `24 h`. */
export function secondsWords(seconds: number): string {
  return spanWords(seconds * 1_000);
}

/** `1 slot`, `1,439 slots`. */
export function countWords(count: number, noun: string): string {
  return counted(count, noun).replace(String(count), thousands(count));
}

/** `1,439`. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinal(place: number): string {
  const isTeen = place % 100 >= 11 && place % 100 <= 13;
  const ending = isTeen ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${thousands(place)}${ending}`;
}

const LONGEST_QUOTE = 240;

/** Other people's words inside a sentence: on one line, not endless, without a stop at the end. */
export function quoted(text: string): string {
  const line = text
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/[.;:!]+$/, "");
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}

/** One sentence of its parts; those that are null or empty are left out. */
export function sentence(...parts: readonly (string | null)[]): string {
  return `${parts.filter((part) => part !== null && part !== "").join("; ")}.`;
}

/** RFC 3339, null for nothing. */
export function iso(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
