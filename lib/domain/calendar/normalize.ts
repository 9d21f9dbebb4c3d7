import { isObject } from "../json.ts";
import type { Problem } from "../problem.ts";
import { readEntry } from "./normalize-entry.ts";
import type { CalendarEntry } from "./types.ts";

/** Entries of one calendar. */
export const MAX_ENTRIES = 2_000;

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
  for (const [index, one] of input.entries()) {
    const entry = isObject(one)
      ? readEntry(one, (field, message) => {
          problems.push({ pointer: `/entries/${index}${field}`, message });
        })
      : null;
    if (entry) entries.push(entry);
    else if (!isObject(one)) {
      problems.push({ pointer: `/entries/${index}`, message: "An entry must be an object." });
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, entries };
}

function refused(pointer: string, message: string): NormalizedEntries {
  return { ok: false, problems: [{ pointer, message }] };
}
