import type { CalendarEntry } from "../calendar/types.ts";
import { canonicalJson, type JsonValue } from "../json.ts";
import { dateText, entriesOf, type ImportRange } from "./event-entries.ts";
import type { FileEvent } from "./read-event.ts";

/** Entries in the making, and what was left out on the way. */
export type Collection = {
  readonly range: ImportRange;
  /** What is said twice stands twice, as in a file of ours. */
  readonly keepsRepeated: boolean;
  /** By their text. */
  readonly entries: Map<string, CalendarEntry>;
  readonly left: {
    cancelled: number;
    timed: number;
    repeated: number;
    cut: number;
  };
};

/** A collection to begin with. */
export function emptyCollection(range: ImportRange, keepsRepeated: boolean): Collection {
  const left = { cancelled: 0, timed: 0, repeated: 0, cut: 0 };
  return { range, keepsRepeated, entries: new Map(), left };
}

/** Adds what an event excludes. Throws IcalError, naming the event. */
export function collect(collection: Collection, event: FileEvent): void {
  const { range, keepsRepeated, entries, left } = collection;
  if (event.cancelled) {
    if (event.replaces === null) left.cancelled += 1;
    return;
  }
  if (event.timed) {
    left.timed += 1;
    return;
  }
  const found = entriesOf(event, range);
  if (found.cut) left.cut += 1;
  for (const entry of found.entries) {
    const key = keepsRepeated ? String(entries.size) : canonicalJson(entry as JsonValue);
    if (entries.has(key)) left.repeated += 1;
    else entries.set(key, entry);
  }
}

/** What was left out or changed, each a sentence. */
export function noticesOf({ left, range }: Collection): string[] {
  const events = (count: number, one: string, many: string) =>
    count === 0 ? [] : [count === 1 ? `One event ${one}` : `${count} events ${many}`];
  return [
    ...events(left.cancelled, "is cancelled and was left out.", "are cancelled and were left out."),
    ...events(
      left.timed,
      "has a time and covers no whole day; it was left out.",
      "have times and cover no whole day; they were left out.",
    ),
    ...events(
      left.cut,
      `recurs in a way entries cannot say: its dates until ${dateText(range.to)} were taken. Import it again before.`,
      `recur in ways entries cannot say: their dates until ${dateText(range.to)} were taken. Import them again before.`,
    ),
    ...(left.repeated === 0 ? [] : [`What the file says more than once was taken once.`]),
  ];
}

/**
 * Events with the days taken out of recurring ones that a changed or cancelled time of the same event (RECURRENCE-ID)
 * stands for.
 */
export function withoutReplaced(events: readonly FileEvent[]): readonly FileEvent[] {
  const replaced = new Map<string, number[]>();
  for (const { uid, replaces } of events) {
    if (replaces !== null) replaced.set(uid, [...(replaced.get(uid) ?? []), replaces]);
  }
  if (replaced.size === 0) return events;
  return events.map((event) => {
    const days = replaced.get(event.uid);
    if (event.replaces !== null || days === undefined) return event;
    return { ...event, leftOutDays: new Set([...event.leftOutDays, ...days]) };
  });
}
