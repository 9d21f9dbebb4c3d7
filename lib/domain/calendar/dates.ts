import { DAY_MS, dayNumber, daysInMonth } from "../schedule/civil.ts";
import type { Weekday } from "./types.ts";

const DIGIT_ZERO = 48;

/** The days of the week as people write them down, Monday first. */
export const WEEKDAYS: readonly Weekday[] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/** Number of a day of the week, 0 = Sunday. */
export function weekdayNumber(weekday: Weekday): number {
  return (WEEKDAYS.indexOf(weekday) + 1) % 7;
}

/** Day number of a date that is known to be one, `YYYY-MM-DD`. Read digit by digit: calendars have thousands of them. */
export function dateOf(text: string): number {
  const two = (at: number): number =>
    10 * text.charCodeAt(at) + text.charCodeAt(at + 1) - 11 * DIGIT_ZERO;
  return dayNumber(100 * two(0) + two(2), two(5), two(8));
}

/** Whether a text is a date that exists, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Whether a text is a date that some year has, `MM-DD`. */
export function isYearlyDate(text: string): boolean {
  return /^\d\d-\d\d$/.test(text) && isDate(`2000-${text}`);
}

/** Milliseconds of the day at `HH:MM`, 00:00 to 24:00, or null; the hour may have one digit. */
export function timeOf(text: string): number | null {
  const match = /^(\d{1,2}):(\d\d)$/.exec(text);
  if (!match) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  const time = (hour * 60 + minute) * 60_000;
  return minute > 59 || time > DAY_MS ? null : time;
}
