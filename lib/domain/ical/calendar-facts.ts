import { isObject } from "../json.ts";
import { type Zone, zoneOf } from "../schedule/zone.ts";
import { canonicalTimeZone } from "../schedule/zone-name.ts";
import { HOURS_PROPERTY, PRODUCT_ID } from "./own.ts";
import { type ContentLine, IcalError } from "./scan.ts";
import { unescapeText } from "./text.ts";

/** What a file says of the calendar as a whole. */
export type CalendarFacts = {
  /** Empty where it says none. */
  readonly name: string;
  readonly description: string;
  /** Whose clock times in UTC are meant for; null leaves them in UTC. */
  readonly zone: Zone | null;
  /** We wrote it: its order is the order of the entries. */
  readonly isOurs: boolean;
  /** Entries about hours, which events cannot say, each with its place among all. */
  readonly hours: readonly { readonly position: number; readonly entry: unknown }[];
};

/** Reads the properties of the calendar itself. Throws IcalError. */
export function calendarFacts(lines: readonly ContentLine[]): CalendarFacts {
  const first = (...names: readonly string[]): string => {
    const line = lines.find(({ name }) => names.includes(name));
    return line === undefined ? "" : unescapeText(valueIn(line)).replace(/\s+/g, " ").trim();
  };
  return {
    name: first("X-WR-CALNAME", "NAME"),
    description: first("X-WR-CALDESC", "DESCRIPTION"),
    zone: zoneNamed(first("X-WR-TIMEZONE")),
    isOurs: first("PRODID") === PRODUCT_ID,
    hours: lines.filter(({ name }) => name === HOURS_PROPERTY).map(hoursOf),
  };
}

/** The value of a line, behind the first colon that is not inside a quoted parameter. */
function valueIn({ text }: ContentLine): string {
  return /^(?:[^":]|"[^"]*")*:(.*)$/s.exec(text)?.[1] ?? "";
}

function zoneNamed(name: string): Zone | null {
  const canonical = canonicalTimeZone(name);
  return canonical === null ? null : zoneOf(canonical);
}

function hoursOf(line: ContentLine): { readonly position: number; readonly entry: unknown } {
  const position = Number(/;POSITION=(\d{1,6})[;:]/i.exec(line.text)?.[1] ?? 0);
  try {
    const entry: unknown = JSON.parse(unescapeText(valueIn(line)));
    if (isObject(entry)) return { position, entry: { ...entry, kind: "hours" } };
  } catch (cause) {
    throw new IcalError(`Its ${HOURS_PROPERTY} cannot be read.`, { cause });
  }
  throw new IcalError(`Its ${HOURS_PROPERTY} cannot be read.`);
}
