import type { CronDates } from "./cron-parse.ts";
import { counted, duringValues, joinWords, nameValues, positionsOf } from "./describe-words.ts";

const MONTH_NAMES = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const WEEKDAY_NAMES = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
];
const ORDINALS = ["first", "second", "third", "fourth", "fifth"];

const weekdayName = (weekday: number): string => WEEKDAY_NAMES[weekday % 7] ?? "";

/** Name of a month, 1–12. */
export const monthName = (month: number): string => MONTH_NAMES[month - 1] ?? "";

/** The dates of a cron expression as phrases to be joined by commas; none when every day is meant. */
export function describeDates(dates: CronDates): string[] {
  const months = positionsOf(dates.months);
  const words: string[] = [];
  const days = [...dayWords(dates, months), ...weekdayWords(dates)];
  if (days.length > 0) words.push(joinWords(days, "or"));
  if (months.length < 12 && !isOneDate(dates, months)) {
    words.push(duringValues(months, monthName));
  }
  if (dates.years) {
    words.push(
      duringValues(
        [...dates.years].sort((a, b) => a - b),
        String,
      ),
    );
  }
  return words;
}

/** Whether the dates read best as `on 29 February`. */
function isOneDate(dates: CronDates, months: readonly number[]): boolean {
  return (
    months.length === 1 &&
    dates.dayRestricted &&
    !dates.weekdayRestricted &&
    dates.lastDays === 0 &&
    !dates.lastWeekday &&
    dates.nearestWeekdays === 0
  );
}

function dayWords(dates: CronDates, months: readonly number[]): string[] {
  if (!dates.dayRestricted) return [];
  const days = positionsOf(dates.days).map((bit) => bit + 1);
  if (isOneDate(dates, months)) {
    return [`on ${nameValues(days, String)} ${monthName(months[0] ?? 0)}`];
  }
  const words: string[] = [];
  if (days.length === 31) words.push("on every day of the month");
  else if (days.length > 0) {
    words.push(`on ${days.length === 1 ? "day" : "days"} ${nameValues(days, String)} of the month`);
  }
  for (const before of positionsOf(dates.lastDays)) words.push(lastDayWords(before));
  if (dates.lastWeekday) words.push("on the last day from Monday to Friday of the month");
  for (const bit of positionsOf(dates.nearestWeekdays)) {
    words.push(`on the day from Monday to Friday nearest to day ${bit + 1} of the month`);
  }
  return words;
}

function lastDayWords(before: number): string {
  return before === 0
    ? "on the last day of the month"
    : `${counted(before, "day")} before the last day of the month`;
}

function weekdayWords(dates: CronDates): string[] {
  if (!dates.weekdayRestricted) return [];
  const words: string[] = [];
  const weekdays = positionsOf(dates.weekdays);
  if (weekdays.length === 7) words.push("every day of the week");
  else if (weekdays.length > 0) words.push(weekdayList(weekdays));
  dates.nthWeekdays.forEach((mask, i) => {
    for (const weekday of positionsOf(mask)) {
      words.push(`on the ${ORDINALS[i]} ${weekdayName(weekday)} of the month`);
    }
  });
  for (const weekday of positionsOf(dates.lastWeekdays)) {
    words.push(`on the last ${weekdayName(weekday)} of the month`);
  }
  return words;
}

/** The week is told from the day on that makes it shortest, Monday if it makes no difference: `Friday through Monday`. */
function weekdayList(weekdays: readonly number[]): string {
  const told = [1, 2, 3, 4, 5, 6, 7].map((start) =>
    nameValues(
      weekdays.map((day) => (day < start ? day + 7 : day)).sort((a, b) => a - b),
      weekdayName,
    ),
  );
  const names = told.reduce((best, one) => (one.length < best.length ? one : best));
  const isOneRun = names.includes(" through ") && !/,| and /.test(names);
  return isOneRun ? names : `every ${names}`;
}
