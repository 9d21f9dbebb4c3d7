import { setImmediate as others } from "node:timers/promises";
import type { CalendarEntry } from "../../domain/calendar/types.ts";
import { invalid } from "../../domain/errors.ts";
import { readCalendar } from "../../domain/ical/read-calendar.ts";
import { DAY_MS } from "../../domain/schedule/civil.ts";

/** What a call gives a calendar to hold. */
export type Content = {
  /** What the file calls itself; empty without one. */
  readonly name: string;
  readonly description: string;
  readonly entries: readonly CalendarEntry[];
  readonly notices: readonly string[];
};

/** Milliseconds after which the reading of a file lets other calls have their turn. */
const TURN_MS = 10;

/**
 * Reads an iCalendar file; `now` is milliseconds since 1970. However hostile the file, nobody waits for it longer than a
 * moment. Throws `invalid` at `/ics` with what is wrong.
 */
export async function importCalendar(text: string, now: number): Promise<Content> {
  const reading = readCalendar(text, Math.floor(now / DAY_MS));
  let turn = performance.now();
  for (;;) {
    const step = reading.next();
    if (step.done === true) {
      if (!step.value.ok) throw invalid(step.value.problems);
      const { ok: _, ...content } = step.value;
      return content;
    }
    if (performance.now() - turn < TURN_MS) continue;
    await others();
    turn = performance.now();
  }
}
