import { describe, expect, it } from "vitest";
import type { CalendarEntry } from "../../lib/domain/calendar/types.ts";
import { yearMonths, yearWords } from "./year-days.ts";

const ENTRIES: readonly CalendarEntry[] = [
  { kind: "yearly", date: "12-25", name: "Christmas Day" },
  { kind: "date", date: "2026-02-27", until: "2026-03-02" },
  { kind: "hours", from: "08:00", to: "18:00", days: ["MON"] },
  { kind: "hours", from: "00:00", to: "24:00", days: ["TUE"] },
];

const dayOf = (year: number, month: number, day: number) =>
  yearMonths(ENTRIES, year)[month - 1]?.days[day - 1];

describe("the days of a year", () => {
  it("are closed, open in hours, or open", () => {
    expect(dayOf(2026, 12, 25)).toEqual({ day: 25, state: "closed", name: "Christmas Day" });
    expect(dayOf(2026, 3, 2)).toMatchObject({ state: "closed" });
    expect(dayOf(2026, 3, 9)).toEqual({
      day: 9,
      state: "hours",
      name: "outside 08:00–18:00 on Mon",
    });
    expect(dayOf(2026, 3, 10)).toEqual({ day: 10, state: "open", name: "" });
    expect(dayOf(2027, 3, 2)).toMatchObject({ state: "open" });
  });

  it("stand in their months, Monday first, leap days included", () => {
    const months = yearMonths([], 2028);
    expect(months.map(({ days }) => days.length).slice(0, 3)).toEqual([31, 29, 31]);
    expect(months[0]).toMatchObject({ name: "January", blanks: 5 });
    expect(yearWords(months)).toBe("0 days excluded");
    expect(yearWords(yearMonths(ENTRIES, 2026))).toBe("5 days excluded, 51 with hours");
  });
});
