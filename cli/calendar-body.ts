import { isObject } from "../lib/domain/json.ts";
import { UsageError } from "./errors.ts";

/** What flags say of a calendar over its file. */
export type CalendarFlags = {
  readonly name?: string;
  readonly slug?: string;
  readonly description?: string;
};

/** The body of a call about a calendar: an iCalendar file as it is, or JSON as the API takes it. Throws UsageError. */
export function calendarBody(
  text: string,
  file: string,
  { name, slug, description }: CalendarFlags,
): Readonly<Record<string, unknown>> {
  const flags = definedOf({ name, slug, description });
  if (/^[\s\uFEFF]*BEGIN:VCALENDAR/i.test(text)) return { ...flags, ics: text };
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return { ...flags, entries: value };
    if (isObject(value)) return { ...value, ...flags };
  } catch (error) {
    throw unreadable(file, error);
  }
  throw unreadable(file);
}

function definedOf(flags: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}

function unreadable(file: string, cause?: unknown): UsageError {
  const name = file === "-" ? "Standard input" : file;
  const message = `${name} is neither an iCalendar file nor JSON: a list of entries, or an object with entries.`;
  return new UsageError(message, { cause });
}
