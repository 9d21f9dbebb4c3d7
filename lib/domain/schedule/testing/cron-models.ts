import { FIELDS, number, type Part, randomElement, randomField } from "./cron-parts.ts";
import type { Day } from "./days.ts";
import type { Random } from "./random.ts";
import type { CronModel } from "./reference.ts";

/** The local time around which an expression should have something to say. */
export type Focus = Day & { readonly hour: number };

type DatePart = { readonly text: string; readonly matches: (date: Day) => boolean };

const EVERY: DatePart = { text: "*", matches: () => true };

/** An expression with anything in it (X1–X5). */
export function anyCron(focus: Focus, random: Random, jobId: string): CronModel {
  const draw = (field: keyof typeof FIELDS, near: number): Part =>
    randomField(FIELDS[field], near, random, jobId);
  const seconds = random.oneIn(3) ? draw("second", 0) : null;
  const minutes = random.oneIn(4) ? { text: "0", values: [0] } : draw("minute", 30);
  const hours = draw("hour", Math.min(23, Math.max(0, focus.hour + random.int(-1, 1))));
  const year = seconds && random.oneIn(3) ? draw("year", focus.year) : null;
  const dates = random.oneIn(4) ? randomDates(focus, random, jobId) : ANY_DATE;
  return model(seconds, minutes, hours, dates, year);
}

/** An expression with few times a day, fixed hours, and dates of any kind: for looking at years of them. */
export function datesCron(focus: Focus, random: Random, jobId: string): CronModel {
  const few = (field: keyof typeof FIELDS, near: number): Part => {
    const values = [...new Set([near, random.int(0, 59) % (FIELDS[field].max + 1)])];
    const kept = random.oneIn(4) ? values : values.slice(0, 1);
    return { text: kept.map((v) => number(v, FIELDS[field], random)).join(","), values: kept };
  };
  const year = random.oneIn(4) ? randomField(FIELDS.year, focus.year, random, jobId) : null;
  const seconds = year || random.oneIn(4) ? few("second", 0) : null;
  const dates = randomDates(focus, random, jobId);
  return model(seconds, few("minute", random.int(0, 59)), few("hour", focus.hour), dates, year);
}

type Dates = { readonly day: DatePart; readonly month: Part; readonly weekday: DatePart };

const ALL_MONTHS: Part = { text: "*", values: Array.from({ length: 12 }, (_, i) => i + 1) };
const ANY_DATE: Dates = { day: EVERY, month: ALL_MONTHS, weekday: EVERY };

function model(
  seconds: Part | null,
  minutes: Part,
  hours: Part,
  { day, month, weekday }: Dates,
  year: Part | null,
): CronModel {
  const fields = [minutes, hours, day, month, weekday].map(({ text }) => text);
  // Alone, * is every year, also the local 1969 and 2200 that some zones have within the instants of S1.
  const inYear = year && year.text !== "*" ? new Set(year.values) : null;
  const onDate = dateRule(day, month, weekday);
  return {
    text: [...(seconds ? [seconds.text] : []), ...fields, ...(year ? [year.text] : [])].join(" "),
    seconds: seconds?.values ?? [0],
    minutes: minutes.values,
    hours: hours.values,
    matchesDate: inYear ? (date) => inYear.has(date.year) && onDate(date) : onDate,
    wildcardHour:
      hours.values.length === 24 ||
      hours.text.split(",").some((part) => part.startsWith("*") || part.startsWith("H/")),
  };
}

/** D1. */
function dateRule(day: DatePart, month: Part, weekday: DatePart): CronModel["matchesDate"] {
  const isFree = ({ text }: DatePart): boolean => text === "*" || text === "?";
  const months = new Set(month.values);
  if (isFree(weekday)) return (date) => months.has(date.month) && day.matches(date);
  if (isFree(day)) return (date) => months.has(date.month) && weekday.matches(date);
  return (date) => months.has(date.month) && (day.matches(date) || weekday.matches(date));
}

function randomDates(focus: Focus, random: Random, jobId: string): Dates {
  const day = dateField(random, () => dayPart(focus, random, jobId));
  const weekday = dateField(random, () => weekdayPart(focus, random, jobId));
  const month = random.oneIn(2)
    ? ALL_MONTHS
    : randomField(FIELDS.month, focus.month, random, jobId);
  return { day, month, weekday };
}

function dateField(random: Random, one: () => DatePart): DatePart {
  if (random.oneIn(2)) return random.pick([EVERY, { ...EVERY, text: "?" }]);
  const parts = Array.from({ length: random.oneIn(3) ? random.int(2, 3) : 1 }, one);
  return {
    text: parts.map(({ text }) => text).join(","),
    matches: (date) => parts.some((part) => part.matches(date)),
  };
}

/** X4 in the day of month. */
function dayPart(focus: Focus, random: Random, jobId: string): DatePart {
  const n = random.oneIn(2) ? focus.day : random.int(1, 31);
  switch (random.int(0, 6)) {
    case 0:
      return { text: random.pick(["L", "l"]), matches: (d) => d.day === d.length };
    case 1: {
      const before = random.int(1, 30);
      return { text: `L-${before}`, matches: (d) => d.day === d.length - before };
    }
    case 2:
      return { text: "LW", matches: (d) => d.day === Math.max(...workdays(d)) };
    case 3:
      return {
        text: `${number(n, FIELDS.day, random)}W`,
        matches: (d) => n <= d.length && d.day === nearest(workdays(d), n),
      };
    default: {
      const { text, values } = randomElement(FIELDS.day, n, random, jobId);
      return { text, matches: (d) => values.includes(d.day) };
    }
  }
}

/** X4 in the day of week. */
function weekdayPart(focus: Focus, random: Random, jobId: string): DatePart {
  const value = random.oneIn(2) ? focus.weekday : random.int(0, 7);
  const text = number(value, FIELDS.weekday, random);
  const isDay = (d: Day): boolean => d.weekday === value % 7;
  switch (random.int(0, 3)) {
    case 0: {
      const nth = random.int(1, 5);
      return { text: `${text}#${nth}`, matches: (d) => isDay(d) && Math.ceil(d.day / 7) === nth };
    }
    case 1:
      return { text: `${text}L`, matches: (d) => isDay(d) && d.day + 7 > d.length };
    default: {
      const part = randomElement(FIELDS.weekday, value, random, jobId);
      return { text: part.text, matches: (d) => part.values.includes(d.weekday) };
    }
  }
}

/** The days from Monday to Friday of a date's month. */
function workdays({ day, weekday, length }: Day): number[] {
  const all = Array.from({ length }, (_, i) => i + 1);
  return all.filter((d) => {
    const on = (weekday + 7 * 5 + d - day) % 7;
    return on >= 1 && on <= 5;
  });
}

/** D2: the workday with the least distance. */
function nearest(days: readonly number[], n: number): number {
  return days.reduce((best, day) => (Math.abs(day - n) < Math.abs(best - n) ? day : best));
}
