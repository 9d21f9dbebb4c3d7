import { describe, expect, it } from "vitest";
import { absoluteTime, countdownText, durationText, relativeTime, roughly } from "./format-time.ts";

describe("relativeTime", () => {
  it.each([
    [0, "now"],
    [-999, "now"],
    [-3000, "3s ago"],
    [7_500_000, "in 2h 5m"],
    [-90_000, "1m 30s ago"],
    [-600_000, "10m ago"],
    [-26 * 3_600_000, "1d 2h ago"],
  ])("%i ms from now reads %s", (distance, words) => {
    expect(relativeTime(1_000_000_000 + distance, 1_000_000_000)).toBe(words);
  });
});

describe("roughly", () => {
  it("drops a rest of zero and, past ten days, the hours", () => {
    expect(roughly(7_200_000)).toBe("2h");
    expect(roughly(12.5 * 86_400_000)).toBe("12d");
    expect(roughly(20)).toBe("0s");
  });
});

describe("durationText", () => {
  it.each([
    [4.23, "4.2 ms"],
    [179.6, "180 ms"],
    [1240, "1.24 s"],
    [125_000, "2m 5s"],
  ])("%d ms reads %s", (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });
});

describe("countdownText", () => {
  it.each([
    [-5, "00:00"],
    [41_001, "00:42"],
    [11_109_000, "3:05:09"],
    [187_800_000, "2d 04:10:00"],
  ])("%d ms reads %s", (milliseconds, text) => {
    expect(countdownText(milliseconds)).toBe(text);
  });
});

describe("absoluteTime", () => {
  it("shows the moment in the zone asked for", () => {
    expect(absoluteTime(Date.UTC(2026, 0, 1, 23, 30), "Asia/Tokyo")).toMatch(/\b0?8\b.*30/);
  });
});
