import { describe, expect, it } from "vitest";
import { clockIn, countWords, ordinal, quoted, sentence, spanWords } from "./words.ts";

const at = (text: string) => Date.parse(text);

describe("a clock", () => {
  it("names its zone once, and a day where it is not the one before's", () => {
    const clock = clockIn("Europe/Berlin", at("2026-05-04T10:00:00Z"));
    expect(clock(at("2026-05-04T00:00:04Z"))).toBe("02:00:04 Europe/Berlin");
    expect(clock(at("2026-05-03T00:00:00Z"))).toBe("3 May 02:00");
    expect(clock(at("2026-05-03T01:00:00Z"))).toBe("03:00");
    expect(clock(at("2027-05-03T01:00:00Z"))).toBe("3 May 2027 03:00");
    expect(clock(at("2026-05-04T10:00:00Z"))).toBe("4 May 12:00");
  });

  it("tells the two passes of a fold apart", () => {
    const now = at("2026-10-25T12:00:00Z");
    expect(clockIn("Europe/Berlin", now)(at("2026-10-25T00:30:00Z"))).toBe(
      "02:30 (+02:00) Europe/Berlin",
    );
    expect(clockIn("Europe/Berlin", now)(at("2026-10-25T01:30:00Z"))).toBe(
      "02:30 (+01:00) Europe/Berlin",
    );
  });
});

it.each([
  [0, "0 ms"],
  [180.4, "180 ms"],
  [4_200, "4.2 s"],
  [60_000, "1 min"],
  [185_000, "3 min 5 s"],
  [25 * 3_600_000, "25 h"],
  [93_420_000, "25 h 57 min"],
  [3 * 86_400_000 + 4 * 3_600_000, "3 days 4 h"],
  [400 * 86_400_000, "400 days"],
])("%d ms are %s", (ms, words) => {
  expect(spanWords(ms)).toBe(words);
});

it.each([
  [1, "1st"],
  [2, "2nd"],
  [3, "3rd"],
  [11, "11th"],
  [112, "112th"],
  [1_023, "1,023rd"],
])("%d is the %s", (place, words) => {
  expect(ordinal(place)).toBe(words);
});

it("counts with commas", () => {
  expect(countWords(1, "slot")).toBe("1 slot");
  expect(countWords(1_439, "slot")).toBe("1,439 slots");
});

it("puts other people's words into one sentence", () => {
  expect(quoted(" The answer\n was 500. ")).toBe("The answer was 500");
  expect(quoted("x".repeat(500))).toHaveLength(241);
  expect(sentence("One", null, "", "two")).toBe("One; two.");
});
