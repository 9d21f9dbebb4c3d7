import { describeEntry } from "./describe.ts";
import type { CalendarEntry, Exclusion } from "./types.ts";

/** What is said of a time that an entry excludes. `calendar` is the slug, `index` the entry's place in it. */
export function exclusionBy(calendar: string, entry: CalendarEntry, index: number): Exclusion {
  return {
    reason: entry.kind === "hours" ? "window" : "calendar",
    calendar,
    entry: index,
    name: entry.name ?? describeEntry(entry),
  };
}
