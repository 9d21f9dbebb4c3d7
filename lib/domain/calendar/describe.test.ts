import { expect, it } from "vitest";
import { describeEntry } from "./describe.ts";
import type { CalendarEntry } from "./types.ts";

it.each<[CalendarEntry, string]>([
  [{ kind: "date", date: "2026-12-24" }, "24 December 2026"],
  [{ kind: "date", date: "2026-12-24", until: "2026-12-27" }, "24 to 27 December 2026"],
  [{ kind: "date", date: "2026-11-30", until: "2026-12-01" }, "30 November to 1 December 2026"],
  [{ kind: "date", date: "2026-12-24", until: "2027-01-02" }, "24 December 2026 to 2 January 2027"],
  [{ kind: "yearly", date: "12-25", name: "Christmas Day" }, "25 December every year"],
  [{ kind: "weekly", days: ["SAT", "SUN"] }, "Saturdays and Sundays"],
  [{ kind: "weekly", days: ["MON", "WED", "FRI"] }, "Mondays, Wednesdays and Fridays"],
  [{ kind: "weekly", days: ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] }, "every day"],
  [{ kind: "hours", from: "08:00", to: "18:00" }, "outside 08:00–18:00"],
  [
    { kind: "hours", from: "08:00", to: "18:00", days: ["MON", "TUE", "WED", "THU", "FRI"] },
    "outside 08:00–18:00 on Mon–Fri",
  ],
  [
    { kind: "hours", from: "22:00", to: "06:00", days: ["MON", "TUE", "SAT"] },
    "outside 22:00–06:00 on Mon, Tue and Sat",
  ],
])("%j is described", (entry, words) => {
  expect(describeEntry(entry)).toBe(words);
});
