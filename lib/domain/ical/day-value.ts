import { DAY_MS, dayNumber, daysInMonth } from "../schedule/civil.ts";
import { offsetAt, type Zone } from "../schedule/zone.ts";

/** A DATE or DATE-TIME on the wall clock it was written for: day number, and milliseconds of the day, null for a DATE. */
export type DayValue = { readonly day: number; readonly time: number | null };

const JCAL = /^(\d{4})-(\d\d)-(\d\d)(?:T(?:(\d\d):(\d\d):(\d\d)(Z?)|::))?$/;

/**
 * Reads a date or time as jCal (RFC 7265) writes it, or null where there is no such date. `zone` is that of the calendar:
 * times in UTC are read on its clock. Times with a zone of their own and floating ones are taken as written.
 */
export function readDayValue(text: unknown, zone: Zone | null): DayValue | null {
  const match = typeof text === "string" ? JCAL.exec(text) : null;
  if (!match) return null;
  const [year = 0, month = 0, date = 0] = match.slice(1, 4).map(Number);
  if (year < 1 || month < 1 || month > 12) return null;
  if (date < 1 || date > daysInMonth(year, month)) return null;
  const day = dayNumber(year, month, date);
  if (match[4] === undefined) return { day, time: null };
  const [hour = 0, minute = 0, second = 0] = match.slice(4, 7).map(Number);
  if (hour > 24 || minute > 59 || second > 60) return null;
  const time = ((hour * 60 + minute) * 60 + second) * 1_000;
  return match[7] === "Z" && zone ? onClock(day * DAY_MS + time, zone) : { day, time };
}

function onClock(at: number, zone: Zone): DayValue {
  const local = at + offsetAt(zone, at);
  const day = Math.floor(local / DAY_MS);
  return { day, time: local - day * DAY_MS };
}

/** Milliseconds of a DURATION such as `P2D` or `PT36H`; null for another text and for negative ones. */
export function readDuration(text: unknown): number | null {
  if (typeof text !== "string") return null;
  const match =
    /^\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?$/.exec(
      text,
    );
  if (!match) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return (weeks * 7 + days) * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}
