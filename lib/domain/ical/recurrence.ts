import { isObject } from "../json.ts";
import { readDayValue } from "./day-value.ts";
import { IcalError } from "./scan.ts";

/** A day of the week in a rule, 0 = Sunday; `ordinal` is which of them in the month or year, 0 for each. */
export type RuleDay = { readonly ordinal: number; readonly weekday: number };

/** A rule by which a date recurs (RFC 5545, 3.3.10); empty lists say nothing. */
export type DateRule = {
  readonly frequency: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  readonly interval: number;
  readonly count: number | null;
  /** Day number of the last date there may be. */
  readonly until: number | null;
  readonly days: readonly RuleDay[];
  readonly monthDays: readonly number[];
  readonly months: readonly number[];
  readonly yearDays: readonly number[];
  readonly weeks: readonly number[];
  readonly positions: readonly number[];
  /** First day of the week, 0 = Sunday. */
  readonly weekStart: number;
};

const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const KNOWN = [
  "freq",
  "interval",
  "count",
  "until",
  "wkst",
  "byday",
  "bymonthday",
  "bymonth",
  "byyearday",
  "byweekno",
  "bysetpos",
];
/** Set by some programs beside dates, where they mean nothing. */
const OF_TIMES = ["byhour", "byminute", "bysecond"];
const MAX_INTERVAL = 10_000;

/** Reads a rule as jCal writes it. Throws IcalError for what no date can recur by. */
export function readRule(recur: unknown): DateRule {
  if (!isObject(recur)) throw new IcalError("its RRULE cannot be read");
  const frequency = FREQUENCIES.find((one) => one === recur["freq"]);
  if (frequency === undefined) {
    throw new IcalError(
      `it recurs ${String(recur["freq"] ?? "without FREQ").slice(0, 20)}; days recur DAILY, WEEKLY, MONTHLY or YEARLY`,
    );
  }
  const odd = Object.keys(recur).find((part) => !KNOWN.includes(part) && !OF_TIMES.includes(part));
  if (odd !== undefined)
    throw new IcalError(`its RRULE has a part this cannot read: ${odd.slice(0, 30).toUpperCase()}`);
  const one = (name: string, most: number): number | null => {
    const [value = null] = numbers(recur[name], name, 1, most);
    return value;
  };
  return {
    frequency,
    interval: one("interval", MAX_INTERVAL) ?? 1,
    count: one("count", 1_000_000),
    until: recur["until"] === undefined ? null : untilOf(recur["until"]),
    days: list(recur["byday"]).map(ruleDay),
    monthDays: numbers(recur["bymonthday"], "bymonthday", -31, 31),
    months: numbers(recur["bymonth"], "bymonth", 1, 12),
    yearDays: numbers(recur["byyearday"], "byyearday", -366, 366),
    weeks: numbers(recur["byweekno"], "byweekno", -53, 53),
    positions: numbers(recur["bysetpos"], "bysetpos", -366, 366),
    weekStart: recur["wkst"] === undefined ? 1 : weekdayOf(recur["wkst"]),
  };
}

function untilOf(value: unknown): number {
  const until = readDayValue(String(value), null);
  if (until === null) throw new IcalError("the UNTIL of its RRULE is no date");
  return until.day;
}

function ruleDay(value: unknown): RuleDay {
  const [, ordinal = "", name = ""] = /^([+-]?\d{0,2})([A-Z]{2})$/.exec(String(value)) ?? [];
  return { ordinal: Number(ordinal || 0), weekday: weekdayOf(name) };
}

/** jCal writes the first day of the week as a number, 1 = Sunday; files write its name. */
function weekdayOf(value: unknown): number {
  const weekday = typeof value === "number" ? value - 1 : WEEKDAYS.indexOf(String(value));
  if (weekday < 0 || weekday > 6)
    throw new IcalError("its RRULE names a day of the week there is not");
  return weekday;
}

function numbers(value: unknown, name: string, least: number, most: number): number[] {
  return list(value).map((one) => {
    const number = Number(one);
    if (Number.isInteger(number) && number !== 0 && number >= least && number <= most)
      return number;
    throw new IcalError(`the ${name.toUpperCase()} of its RRULE is not a number that can be meant`);
  });
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
