import { describe, expect, it } from "vitest";
import { differenceWords } from "./difference-words.ts";

const DAY = 86_400_000;
const MONTH = { lengthMs: 30 * DAY, firstDate: null };

describe("differenceWords", () => {
  it.each([
    [3, 8, 2, "This removes 3 runs in the next 30 days, adds 8 and moves 2."],
    [1, 0, 0, "This removes 1 run in the next 30 days."],
    [0, 1_440, 0, "This adds 1,440 runs in the next 30 days."],
    [0, 2, 1, "This adds 2 runs in the next 30 days and moves 1."],
    [0, 0, 0, "This changes no run in the next 30 days."],
  ])("-%i +%i ~%i", (removed, added, moved, words) => {
    expect(differenceWords({ removed, added, moved }, MONTH)).toBe(words);
  });

  it("names other ranges by their first date, in units there are at least two of", () => {
    const change = { removed: 0, added: 0, moved: 4 };
    const range = { lengthMs: 31 * DAY - 3_600_000, firstDate: "2026-03-01" };
    expect(differenceWords(change, range)).toBe(
      "This moves 4 runs in the 31 days from 2026-03-01.",
    );
    const day = { lengthMs: DAY, firstDate: null };
    expect(differenceWords(change, day)).toBe("This moves 4 runs in the next 24 hours.");
  });
});
