import { expect, it } from "vitest";
import type { CalendarEntry } from "../../../lib/domain/calendar/types.ts";
import { entryDraft, entryInput, newEntry, readyEntry } from "./entry-draft.ts";

it.each<CalendarEntry>([
  { kind: "date", date: "2026-12-24" },
  { kind: "date", date: "2026-12-24", until: "2027-01-01", name: "Between the years" },
  { kind: "yearly", date: "02-29", name: "Leap day" },
  { kind: "weekly", days: ["SAT", "SUN"] },
  { kind: "hours", from: "22:00", to: "06:00" },
  { kind: "hours", from: "08:00", to: "24:00", days: ["MON"], name: "Open" },
])("a row holds what its entry says: %o", (entry) => {
  expect(entryInput(entryDraft(entry))).toEqual(entry);
  expect(readyEntry(entryDraft(entry))).toEqual(entry);
});

it("a new row is ready as far as it can be, and keeps the fields of other kinds", () => {
  expect(readyEntry(newEntry("date"))).toBeNull();
  expect(readyEntry(newEntry("weekly"))).toEqual({ kind: "weekly", days: ["SAT", "SUN"] });
  const row = { ...newEntry("date"), date: "2026-01-01" };
  expect(entryInput({ ...row, kind: "yearly" })).toEqual({ kind: "yearly", date: "12-25" });
  expect(newEntry("date").key).not.toBe(newEntry("date").key);
});
