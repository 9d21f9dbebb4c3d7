import type { CalendarEntry } from "../../lib/domain/calendar/types.ts";

/** Entries as people look for them: what comes every week and every year, hours, then the dates. */
export function inReadingOrder(entries: readonly CalendarEntry[]): readonly CalendarEntry[] {
  return entries.toSorted((left, right) => compareText(keyOf(left), keyOf(right)));
}

function keyOf(entry: CalendarEntry): string {
  switch (entry.kind) {
    case "weekly":
      return "0";
    case "hours":
      return `1 ${entry.from}`;
    case "yearly":
      return `2 ${entry.date}`;
    case "date":
      return `3 ${entry.date}`;
  }
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
