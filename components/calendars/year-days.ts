import { compileCalendars } from "../../lib/domain/calendar/compile.ts";
import type { CalendarEntry } from "../../lib/domain/calendar/types.ts";
import { DAY_MS, dayNumber, dayOfWeek, daysInMonth } from "../../lib/domain/schedule/civil.ts";
import { monthName } from "../../lib/domain/schedule/describe-dates.ts";

/** A day of a year: whether jobs may fire on it all day, in some hours or not at all, and what the entry is called. */
export type YearDay = {
  readonly day: number;
  readonly state: "open" | "hours" | "closed";
  /** Empty for open days. */
  readonly name: string;
};

/** A month as a calendar sheet shows it: `blanks` places, Monday first, before its days. */
export type YearMonth = {
  readonly month: number;
  readonly name: string;
  readonly blanks: number;
  readonly days: readonly YearDay[];
};

/** What entries make of each day of a year. They must be as the domain stores them. */
export function yearMonths(entries: readonly CalendarEntry[], year: number): readonly YearMonth[] {
  const calendars = compileCalendars([{ slug: "", name: "", entries }]);
  const dayOf = (number: number, day: number): YearDay => {
    const start = number * DAY_MS;
    const exclusion = calendars.judge(start);
    if (exclusion?.reason === "calendar") return { day, state: "closed", name: exclusion.name };
    // A day with hours begins excluded, or stops being allowed before it ends.
    const change = exclusion === null ? calendars.stretchEnd(start, start + DAY_MS) : start;
    if (change >= start + DAY_MS) return { day, state: "open", name: "" };
    return { day, state: "hours", name: calendars.judge(change)?.name ?? "" };
  };
  return Array.from({ length: 12 }, (_, index) => {
    const month = index + 1;
    const first = dayNumber(year, month, 1);
    return {
      month,
      name: monthName(month),
      blanks: (dayOfWeek(first) + 6) % 7,
      days: Array.from({ length: daysInMonth(year, month) }, (_none, at) =>
        dayOf(first + at, at + 1),
      ),
    };
  });
}

/** How many days of a year are not open, in words. */
export function yearWords(months: readonly YearMonth[]): string {
  const count = (state: YearDay["state"]) =>
    months.reduce((sum, { days }) => sum + days.filter((day) => day.state === state).length, 0);
  const [closed, hours] = [count("closed"), count("hours")];
  const words = closed === 1 ? "1 day excluded" : `${closed} days excluded`;
  return hours === 0 ? words : `${words}, ${hours} with hours`;
}
