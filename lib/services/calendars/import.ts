import type { CalendarEntry } from "../../domain/calendar/types.ts";
import { invalid } from "../../domain/errors.ts";
import { readCalendar } from "../../domain/ical/read-calendar.ts";
import { DAY_MS } from "../../domain/schedule/civil.ts";
import { inSteps } from "../../platform/in-steps.ts";

/** What a call gives a calendar to hold. */
export type Content = {
  /** What the file calls itself; empty without one. */
  readonly name: string;
  readonly description: string;
  readonly entries: readonly CalendarEntry[];
  readonly notices: readonly string[];
};

/**
 * Reads an iCalendar file; `now` is milliseconds since 1970. However hostile the file, nobody waits for it longer than a
 * moment. Throws `invalid` at `/ics` with what is wrong.
 */
export async function importCalendar(text: string, now: number): Promise<Content> {
  const read = await inSteps(readCalendar(text, Math.floor(now / DAY_MS)));
  if (!read.ok) throw invalid(read.problems);
  const { ok: _, ...content } = read;
  return content;
}
