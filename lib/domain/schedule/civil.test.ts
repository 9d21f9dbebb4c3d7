import { expect, it } from "vitest";
import { civilDate, DAY_MS, dayNumber, dayOfWeek, daysInMonth } from "./civil.ts";

it("agrees with the platform's calendar on every day of four centuries and at the far ends", () => {
  const wrong: string[] = [];
  const check = (day: number): void => {
    const date = new Date(day * DAY_MS);
    const [year, month, dom] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    const mine = civilDate(day);
    const same =
      mine.year === year &&
      mine.month === month &&
      mine.day === dom &&
      dayNumber(year, month, dom) === day &&
      dayOfWeek(day) === date.getUTCDay();
    if (!same) wrong.push(date.toISOString());
  };
  for (let day = dayNumber(1_900, 1, 1); day < dayNumber(2_300, 1, 1); day++) check(day);
  for (let day = dayNumber(1, 1, 1); day < dayNumber(9_999, 12, 31); day += 97) check(day);
  expect(wrong).toEqual([]);
});

it("knows the length of every month", () => {
  for (const year of [1999, 2000, 2024]) {
    for (let month = 1; month <= 12; month++) {
      expect(daysInMonth(year, month)).toBe(new Date(Date.UTC(year, month, 0)).getUTCDate());
    }
  }
  expect([1900, 2000, 2026, 2028, 2100].map((year) => daysInMonth(year, 2))).toEqual([
    28, 29, 28, 29, 28,
  ]);
});
