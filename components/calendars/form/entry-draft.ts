import { normalizeEntries } from "../../../lib/domain/calendar/normalize.ts";
import type { CalendarEntry, Weekday } from "../../../lib/domain/calendar/types.ts";

export type EntryKind = CalendarEntry["kind"];

/** What a row of the editor holds: every kind's fields at once, so that switching to and fro loses nothing. */
export type EntryDraft = {
  /** Tells rows apart while they move. */
  readonly key: number;
  readonly kind: EntryKind;
  readonly name: string;
  /** `2026-12-25`. */
  readonly date: string;
  readonly until: string;
  /** `12-25`. */
  readonly yearly: string;
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly to: string;
};

let lastKey = 0;

/** A row of a kind as it begins. */
export function newEntry(kind: EntryKind): EntryDraft {
  lastKey += 1;
  const days: readonly Weekday[] =
    kind === "hours" ? ["MON", "TUE", "WED", "THU", "FRI"] : ["SAT", "SUN"];
  const blank = { name: "", date: "", until: "", yearly: "12-25", from: "08:00", to: "18:00" };
  return { ...blank, key: lastKey, kind, days };
}

/** The row of an entry. */
export function entryDraft(entry: CalendarEntry): EntryDraft {
  const start = newEntry(entry.kind);
  const name = entry.name ?? "";
  switch (entry.kind) {
    case "date":
      return { ...start, name, date: entry.date, until: entry.until ?? "" };
    case "yearly":
      return { ...start, name, yearly: entry.date };
    case "weekly":
      return { ...start, name, days: entry.days };
    case "hours":
      return { ...start, name, from: entry.from, to: entry.to, days: entry.days ?? [] };
  }
}

/** The entry as the API takes it; whether it can be meant is for the rules to say. */
export function entryInput(draft: EntryDraft): Readonly<Record<string, unknown>> {
  const name = draft.name.trim() === "" ? {} : { name: draft.name };
  const { kind, days } = draft;
  switch (kind) {
    case "date":
      return {
        kind,
        date: draft.date,
        ...(draft.until === "" ? {} : { until: draft.until }),
        ...name,
      };
    case "yearly":
      return { kind, date: draft.yearly, ...name };
    case "weekly":
      return { kind, days, ...name };
    case "hours":
      return {
        kind,
        from: draft.from,
        to: draft.to,
        ...(days.length === 0 ? {} : { days }),
        ...name,
      };
  }
}

/** The entry of a row in its stored form, null while something of it is missing or wrong. */
export function readyEntry(draft: EntryDraft): CalendarEntry | null {
  const result = normalizeEntries([entryInput(draft)]);
  return result.ok ? (result.entries[0] ?? null) : null;
}
