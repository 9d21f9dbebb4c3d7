import type { JsonValue } from "../json.ts";
import { isDate, isDateTime } from "./formats.ts";
import type { FilterCall } from "./placeholder-syntax.ts";

/** A filtered value, or why the filter cannot take the one it was given. */
export type Filtered =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly message: string };

type Filter = {
  /** What is wrong with the argument, null if nothing; asked when the template is saved. */
  readonly argumentFault: (argument: JsonValue | undefined) => string | null;
  readonly apply: (value: JsonValue, argument: JsonValue | undefined) => Filtered;
};

const ZONE_HELP = 'takes a time zone such as "Europe/Berlin", or nothing for UTC';

/** Every filter there is. `default` is not applied here: it is for names without a value. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ["date", instantFilter(zoneFault, (at, zone) => local(at, zone).date)],
  ["time", instantFilter(zoneFault, (at, zone) => local(at, zone).time)],
  ["iso", instantFilter(noArgument, (at) => new Date(at).toISOString())],
  ["unix", instantFilter(noArgument, (at) => Math.floor(at / 1000))],
  ["unixMs", instantFilter(noArgument, (at) => at)],
  ["json", textFilter((value) => JSON.stringify(value))],
  ["urlencode", textFilter((value) => percentEncode(toText(value)))],
  ["upper", textFilter((value) => toText(value).toUpperCase())],
  ["lower", textFilter((value) => toText(value).toLowerCase())],
  [
    "default",
    {
      argumentFault: (argument) =>
        argument === undefined ? 'needs a value, as in default: "x"' : null,
      apply: (value) => ({ ok: true, value }),
    },
  ],
]);

/** A value as it appears inside a longer text: text as it is, everything else as JSON. */
export function toText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Text made safe for any part of a URL. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** What is wrong with a filter as written, null if nothing. */
export function filterFault({ name, argument }: FilterCall): string | null {
  const filter = FILTERS.get(name);
  if (filter === undefined)
    return `there is no filter ${name}; known are ${[...FILTERS.keys()].join(", ")}`;
  const fault = filter.argumentFault(argument);
  return fault === null ? null : `the filter ${name} ${fault}`;
}

/** The value after one filter. */
export function applyFilter(call: FilterCall, value: JsonValue): Filtered {
  const fault = filterFault(call);
  if (fault !== null) return { ok: false, message: fault };
  return FILTERS.get(call.name)?.apply(value, call.argument) ?? { ok: true, value };
}

function textFilter(apply: (value: JsonValue) => string): Filter {
  return {
    argumentFault: noArgument,
    apply: (value) => ({ ok: true, value: apply(value) }),
  };
}

function instantFilter(
  argumentFault: Filter["argumentFault"],
  apply: (at: number, zone: string) => string | number,
): Filter {
  return {
    argumentFault,
    apply: (value, argument) => {
      const at = toInstant(value);
      if (at === null)
        return { ok: false, message: "dates and times are made of a moment such as scheduledFor" };
      return { ok: true, value: apply(at, typeof argument === "string" ? argument : "UTC") };
    },
  };
}

function noArgument(argument: JsonValue | undefined): string | null {
  return argument === undefined ? null : "takes no argument";
}

function zoneFault(argument: JsonValue | undefined): string | null {
  if (argument === undefined) return null;
  if (typeof argument !== "string" || !/^[A-Za-z]/.test(argument)) return ZONE_HELP;
  try {
    new Intl.DateTimeFormat("en", { timeZone: argument });
    return null;
  } catch {
    return ZONE_HELP;
  }
}

function toInstant(value: JsonValue): number | null {
  if (typeof value !== "string") return null;
  if (!isDate(value) && !isDateTime(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

function local(at: number, zone: string): { date: string; time: string } {
  const formatter = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const parts = new Map(formatter.formatToParts(at).map(({ type, value }) => [type, value]));
  const read = (type: Intl.DateTimeFormatPartTypes, digits = 2): string =>
    (parts.get(type) ?? "").padStart(digits, "0");
  return {
    date: `${read("year", 4)}-${read("month")}-${read("day")}`,
    time: `${read("hour")}:${read("minute")}:${read("second")}`,
  };
}
