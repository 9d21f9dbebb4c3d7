import { type CivilDate, civilDate, dayNumber, dayOfWeek, daysInMonth } from "../schedule/civil.ts";
import type { DateRule, RuleDay } from "./recurrence.ts";
import { IcalError } from "./scan.ts";

/** Days from ≤ day ≤ to, by day number. */
export type DayRange = { readonly from: number; readonly to: number };

/** Days looked at for one rule: eighty years, for those that count their times from their start. */
const MAX_DAYS = 30_000;

/*
 * The library's own iterator walks from the start and, for a rule that no date fits, through 18,000 years. This looks at
 * each day of the range once, so that the work does not depend on the rule.
 */

/**
 * The days of a rule within a range, in order; the start counts as the first whether the rule names it or not. Throws
 * IcalError where its number of times would have to be counted from too long ago.
 */
export function expandRule(rule: DateRule, start: number, range: DayRange): number[] {
  const to = Math.min(range.to, rule.until ?? range.to);
  const from = rule.count === null ? Math.max(start, range.from) : start;
  if (to - from > MAX_DAYS) throw new IcalError("it recurs a number of times from too long ago");
  const found: number[] = [];
  let times = 0;
  for (const day of ruleDays(rule, start, { from, to })) {
    times += 1;
    if (rule.count !== null && times > rule.count) break;
    if (day >= range.from) found.push(day);
  }
  return found;
}

function* ruleDays(rule: DateRule, start: number, { from, to }: DayRange): Generator<number> {
  const matches = dayMatcher(rule, start);
  let period = periodOf(rule, from);
  while (period.from <= to) {
    if (isInStep(rule, start, period.from)) {
      const days = daysOfPeriod(rule, matches, period);
      yield* days.filter((day) => day >= start && day <= to);
    }
    period = periodOf(rule, period.to + 1);
  }
}

/** The day, week, month or year around a day. */
function periodOf({ frequency, weekStart }: DateRule, day: number): DayRange {
  const { year, month } = civilDate(day);
  switch (frequency) {
    case "DAILY":
      return { from: day, to: day };
    case "WEEKLY": {
      const from = day - ((dayOfWeek(day) - weekStart + 7) % 7);
      return { from, to: from + 6 };
    }
    case "MONTHLY": {
      const from = dayNumber(year, month, 1);
      return { from, to: from + daysInMonth(year, month) - 1 };
    }
    case "YEARLY":
      return { from: dayNumber(year, 1, 1), to: dayNumber(year, 12, 31) };
  }
}

/** Whether INTERVAL lets a period count. */
function isInStep(rule: DateRule, start: number, periodStart: number): boolean {
  const first = periodOf(rule, start).from;
  const [a, b] = [civilDate(first), civilDate(periodStart)];
  const passed = {
    DAILY: periodStart - first,
    WEEKLY: (periodStart - first) / 7,
    MONTHLY: (b.year - a.year) * 12 + b.month - a.month,
    YEARLY: b.year - a.year,
  }[rule.frequency];
  return passed % rule.interval === 0;
}

function daysOfPeriod(
  rule: DateRule,
  matches: (day: number) => boolean,
  period: DayRange,
): readonly number[] {
  const days: number[] = [];
  for (let day = period.from; day <= period.to; day++) if (matches(day)) days.push(day);
  if (rule.positions.length === 0) return days;
  const at = (position: number) => (position > 0 ? position - 1 : days.length + position);
  const chosen = new Set(rule.positions.map(at));
  return days.filter((_, index) => chosen.has(index));
}

type DayTest = (number: number, date: CivilDate) => boolean;

/** Whether a day fits the BY… parts; what they leave open is as on the start (RFC 5545, table of 3.3.10). */
function dayMatcher(rule: DateRule, start: number): (day: number) => boolean {
  const tests = [...usualTests(rule, start), ...namedTests(rule)];
  return (number) => {
    const date = civilDate(number);
    return tests.every((test) => test(number, date));
  };
}

function usualTests(rule: DateRule, start: number): DayTest[] {
  const { frequency, days, monthDays, months, yearDays, weeks } = rule;
  if (days.length + monthDays.length + yearDays.length > 0) return [];
  const origin = civilDate(start);
  const onWeekday: DayTest = (number) => dayOfWeek(number) === dayOfWeek(start);
  if (frequency === "WEEKLY" || (frequency === "YEARLY" && weeks.length > 0)) return [onWeekday];
  if (frequency === "DAILY") return [];
  const onDay: DayTest = (_, { day }) => day === origin.day;
  if (frequency === "MONTHLY" || months.length > 0) return [onDay];
  return [onDay, (_, { month }) => month === origin.month];
}

function namedTests(rule: DateRule): DayTest[] {
  const { days, monthDays, months, yearDays, weeks } = rule;
  const tests: [readonly unknown[], DayTest][] = [
    [months, (_, { month }) => months.includes(month)],
    [monthDays, (_, { year, month, day }) => isAmong(monthDays, day, daysInMonth(year, month))],
    [yearDays, (number, { year }) => isAmong(yearDays, placeInYear(number, year), lengthOf(year))],
    [weeks, (number) => isInWeek(rule, number)],
    [days, (number, date) => days.some((one) => isRuleDay(one, rule, number, date))],
  ];
  return tests.flatMap(([named, test]) => (named.length > 0 ? [test] : []));
}

function placeInYear(day: number, year: number): number {
  return day - dayNumber(year, 1, 1) + 1;
}

function lengthOf(year: number): number {
  return daysInMonth(year, 2) + 337;
}

/** Whether the `place`-th of `length` is named, from the front or with a negative number from the end. */
function isAmong(named: readonly number[], place: number, length: number): boolean {
  return named.includes(place) || named.includes(place - length - 1);
}

/** ISO weeks, with the rule's own first day of the week: week 1 is the first with four days in the year. */
function isInWeek({ weeks, weekStart }: DateRule, day: number): boolean {
  const weekFrom = day - ((dayOfWeek(day) - weekStart + 7) % 7);
  const { year } = civilDate(weekFrom + 3);
  const firstWeek = (of: number): number => {
    const fourth = dayNumber(of, 1, 4);
    return fourth - ((dayOfWeek(fourth) - weekStart + 7) % 7);
  };
  const first = firstWeek(year);
  return isAmong(weeks, (weekFrom - first) / 7 + 1, (firstWeek(year + 1) - first) / 7);
}

/** Which of the Mondays a day is counts within the month, or within the year where the rule is for whole years. */
function isRuleDay(
  { ordinal, weekday }: RuleDay,
  rule: DateRule,
  number: number,
  { year, month, day }: CivilDate,
): boolean {
  if (dayOfWeek(number) !== weekday) return false;
  if (ordinal === 0) return true;
  const inYear = rule.frequency === "YEARLY" && rule.months.length === 0;
  const place = inYear ? placeInYear(number, year) : day;
  const length = inYear ? lengthOf(year) : daysInMonth(year, month);
  const fromFront = Math.floor((place - 1) / 7) + 1;
  const fromEnd = -(Math.floor((length - place) / 7) + 1);
  return ordinal === fromFront || ordinal === fromEnd;
}
