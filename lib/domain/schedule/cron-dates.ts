import { highestBit, lowestBit, popCount } from "./bits.ts";
import { dayNumber } from "./civil.ts";
import type { CronDates } from "./cron-parse.ts";

/** The days a cron expression matches, as day numbers since 1970-01-01. */
export type MatchedDays = {
  has(day: number): boolean;
  /** First matched day ≥ `day`, or Infinity. */
  atOrAfter(day: number): number;
  /** Last matched day < `day`, or -Infinity. */
  before(day: number): number;
  /** Number of matched days with from ≤ day < to. */
  count(from: number, to: number): number;
};

// Local dates reach a little past both ends of the instants a cron slot can have (S1).
const FIRST_YEAR = 1969;
const MONTHS = (2200 - FIRST_YEAR + 1) * 12;
const STARTS = Int32Array.from({ length: MONTHS + 1 }, (_, i) =>
  dayNumber(FIRST_YEAR + Math.floor(i / 12), (i % 12) + 1, 1),
);
const FIRST_DAY = STARTS[0] ?? 0;
const END_DAY = STARTS[MONTHS] ?? 0;

const startOf = (month: number): number => STARTS[month] ?? END_DAY;

function monthOf(day: number): number {
  let month = Math.min(MONTHS - 1, Math.floor((day - FIRST_DAY) / 30.436875));
  if (day < startOf(month)) month -= 1;
  else if (day >= startOf(month + 1)) month += 1;
  return month;
}

/** Makes the dates of an expression (D1, D2) countable, month by month. */
export function matchedDays(dates: CronDates): MatchedDays {
  // The month looked at last: the next question is nearly always about the same one.
  let month = -1;
  let start = 0;
  let end = 0;
  let mask = 0;

  const load = (wanted: number): number => {
    if (wanted !== month) {
      month = wanted;
      start = startOf(month);
      end = startOf(month + 1);
      mask = monthMask(dates, month);
    }
    return mask;
  };
  const loadDay = (day: number): number => (day >= start && day < end ? mask : load(monthOf(day)));

  return {
    has: (day) => day >= FIRST_DAY && day < END_DAY && (loadDay(day) & (1 << (day - start))) !== 0,

    atOrAfter(day) {
      if (day >= END_DAY) return Infinity;
      const from = Math.max(day, FIRST_DAY);
      const rest = loadDay(from) & (-1 << (from - start));
      if (rest !== 0) return start + lowestBit(rest);
      for (let m = month + 1; m < MONTHS; m++) {
        if (isNamed(dates, m) && load(m) !== 0) return start + lowestBit(mask);
      }
      return Infinity;
    },

    before(day) {
      if (day <= FIRST_DAY) return -Infinity;
      const last = Math.min(day, END_DAY) - 1;
      const rest = loadDay(last) & (0x7fff_ffff >>> (30 - (last - start)));
      if (rest !== 0) return start + highestBit(rest);
      for (let m = month - 1; m >= 0; m--) {
        if (isNamed(dates, m) && load(m) !== 0) return start + highestBit(mask);
      }
      return -Infinity;
    },

    count(from, to) {
      const first = Math.max(from, FIRST_DAY);
      const last = Math.min(to, END_DAY);
      let total = 0;
      for (let day = first; day < last; day = end) {
        let part = loadDay(day) & (-1 << (day - start));
        if (last < end) part &= ~(-1 << (last - start));
        total += popCount(part);
      }
      return total;
    },
  };
}

/** Whether the fields month and year allow a month. */
function isNamed({ months, years }: CronDates, month: number): boolean {
  const isOpen = (months & (1 << ((month % 12) + 1))) !== 0;
  return isOpen && (years === null || years.has(FIRST_YEAR + Math.floor(month / 12)));
}

/** The days of one month that match, bit d - 1 for day d; `month` counts from January of the table's first year. */
function monthMask(dates: CronDates, month: number): number {
  if (!isNamed(dates, month)) return 0;
  const start = startOf(month);
  const length = startOf(month + 1) - start;
  const all = 0x7fff_ffff >>> (31 - length);
  if (!dates.dayRestricted && !dates.weekdayRestricted) return all;
  const firstWeekday = (((start + 4) % 7) + 7) % 7;
  const byDay = dates.dayRestricted ? dayMask(dates, length, firstWeekday) : 0;
  const byWeekday = dates.weekdayRestricted ? weekdayMask(dates, length, firstWeekday) : 0;
  return (byDay | byWeekday) & all;
}

function dayMask(dates: CronDates, length: number, firstWeekday: number): number {
  let mask = dates.days;
  for (let rest = dates.lastDays; rest !== 0; rest &= rest - 1) {
    const day = length - lowestBit(rest);
    if (day >= 1) mask |= 1 << (day - 1);
  }
  if (dates.lastWeekday) mask |= 1 << (nearestWeekday(length, length, firstWeekday) - 1);
  for (let rest = dates.nearestWeekdays; rest !== 0; rest &= rest - 1) {
    const day = lowestBit(rest) + 1;
    if (day <= length) mask |= 1 << (nearestWeekday(day, length, firstWeekday) - 1);
  }
  return mask;
}

/** The day from Monday to Friday nearest to `day` without leaving the month (D2). */
function nearestWeekday(day: number, length: number, firstWeekday: number): number {
  const weekday = (firstWeekday + day - 1) % 7;
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === length ? day - 2 : day + 1;
  return day;
}

function weekdayMask(dates: CronDates, length: number, firstWeekday: number): number {
  let mask = spread(dates.weekdays, firstWeekday);
  dates.nthWeekdays.forEach((weekdays, i) => {
    if (weekdays !== 0) mask |= spread(weekdays, firstWeekday) & (0x7f << (7 * i));
  });
  if (dates.lastWeekdays !== 0) {
    mask |= spread(dates.lastWeekdays, firstWeekday) & (-1 << (length - 7));
  }
  return mask;
}

/** Repeats a weekday mask over the days of a month that begins on `firstWeekday`. */
function spread(weekdays: number, firstWeekday: number): number {
  const week = ((weekdays >>> firstWeekday) | (weekdays << (7 - firstWeekday))) & 0x7f;
  return week | (week << 7) | (week << 14) | (week << 21) | (week << 28);
}
