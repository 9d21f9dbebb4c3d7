import { DAY_MS, dayNumber, daysInMonth } from "./civil.ts";
import type { NominalTimes } from "./nominal.ts";
import { projectSlots } from "./project.ts";
import type { DstPolicy, Instant, Slot } from "./types.ts";
import type { Zone } from "./zone.ts";

/** First and last instant that can be written in RFC 3339. */
const MIN_INSTANT = -62_167_219_200_000;
export const MAX_INSTANT = 253_402_300_799_999;

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const LOCAL = /^(\d\d)-(\d\d)-(\d{4}) (\d\d):(\d\d):(\d\d)$/;

/** A point in time as a person wrote it: an instant, or the local time of a zone still to be looked up. */
export type Moment =
  | { readonly kind: "instant"; readonly at: Instant }
  | { readonly kind: "local"; readonly local: number };

/** Reads RFC 3339 with an offset, or `DD-MM-YYYY HH:mm:ss` (I4); null for anything else and for dates that do not exist. */
export function parseMoment(text: string): Moment | null {
  const iso = RFC3339.exec(text);
  if (iso) return parseInstant(iso);
  const match = LOCAL.exec(text);
  if (!match) return null;
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number);
  const local = localTime(year, month, day, hour, minute, second);
  return local === null ? null : { kind: "local", local };
}

function parseInstant(match: RegExpExecArray): Moment | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number);
  const local = localTime(year, month, day, hour, minute, second);
  const [offsetHour, offsetMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (local === null || offsetHour > 23 || offsetMinute > 59) return null;
  const offset = (match[8] === "-" ? -60_000 : 60_000) * (offsetHour * 60 + offsetMinute);
  const ms = Math.floor(Number(`0.${match[7] ?? 0}`) * 1_000);
  const at = local + ms - offset;
  return at < MIN_INSTANT || at > MAX_INSTANT ? null : { kind: "instant", at };
}

function localTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | null {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  return dayNumber(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1_000;
}

/** The slot of one local time in a zone under a daylight-saving policy (Z2, Z3); with fold `both` the first (I4). */
export function resolveLocal(local: number, zone: Zone, dst: DstPolicy): Slot | null {
  const one: NominalTimes = {
    atOrAfter: (from) => (from <= local ? local : Infinity),
    before: (to) => (local < to ? local : -Infinity),
    count: (from, to) => (from <= local && local < to ? 1 : 0),
  };
  const bounds = { from: local - 3 * DAY_MS, until: local + 3 * DAY_MS };
  return projectSlots(one, zone, dst, bounds).next(bounds.from - 1);
}

/** An instant as the API writes it: RFC 3339 UTC with milliseconds. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}

/** A local time as `2026-11-23T02:00:00`, with milliseconds only where it has any. */
export function formatLocal(local: number): string {
  const text = new Date(local).toISOString().slice(0, -1);
  return text.endsWith(".000") ? text.slice(0, -4) : text;
}

/** An offset in milliseconds as `+01:00`, with seconds only where it has any. */
export function formatOffset(offset: number): string {
  const total = Math.abs(offset) / 1_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const seconds = total % 60 === 0 ? "" : `:${two(total % 60)}`;
  return `${offset < 0 ? "-" : "+"}${two(total / 3_600)}:${two((total / 60) % 60)}${seconds}`;
}
