import { isObject } from "../json.ts";
import type { Problem } from "../problem.ts";
import { readEntry } from "./normalize-entry.ts";
import type { CalendarEntry } from "./types.ts";

/** Entries of one calendar. */
export const MAX_ENTRIES = 2_000;
/** Each may cut every day in two; planning goes through the pieces of a day one by one. */
const MAX_HOURS = 100;

export type NormalizedEntries =
  | { readonly ok: true; readonly entries: readonly CalendarEntry[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Brings the entries a person sent into their stored form, or answers with every fault of them at its JSON pointer, such
 * as `/entries/3/date`. Two ways of writing the same entry have one stored form; the order stays.
 */
export function normalizeEntries(input: unknown): NormalizedEntries {
  if (!Array.isArray(input)) return refused("/entries", "It must be a list of entries.");
  if (input.length > MAX_ENTRIES) {
    const message = `A calendar has at most ${MAX_ENTRIES} entries; these are ${input.length}. Use two calendars.`;
    return refused("/entries", message);
  }
  const problems: Problem[] = [];
  const entries: CalendarEntry[] = [];
  let hours = 0;
  for (const [index, one] of input.entries()) {
    const report = (pointer: string, message: string): void => {
      problems.push({ pointer: `/entries/${index}${pointer}`, message });
    };
    const entry = isObject(one) ? readEntry(one, report) : null;
    if (!isObject(one)) report("", "An entry must be an object.");
    if (entry) entries.push(entry);
    if (entry?.kind === "hours") hours += 1;
    if (entry?.kind === "hours" && hours > MAX_HOURS) {
      report("", `A calendar has at most ${MAX_HOURS} entries of kind hours.`);
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, entries };
}

function refused(pointer: string, message: string): NormalizedEntries {
  return { ok: false, problems: [{ pointer, message }] };
}
