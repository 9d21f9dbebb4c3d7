import { afterEach, describe, expect, it, vi } from "vitest";
import { canonicalTimeZone } from "./zone-name.ts";

afterEach(() => vi.unstubAllGlobals());

describe("names of time zones", () => {
  it.each([
    ["europe/BERLIN", "Europe/Berlin"],
    ["us/eastern", "US/Eastern"],
    ["asia/kolkata", "Asia/Kolkata"],
    ["america/port-au-prince", "America/Port-au-Prince"],
    ["utc", "UTC"],
    ["etc/gmt+5", "Etc/GMT+5"],
  ])("%s is %s", (given, canonical) => {
    expect(canonicalTimeZone(given)).toBe(canonical);
  });

  it.each([
    "+02:00",
    "-0300",
    "Z",
    "UTC+2",
    "GMT+5",
    "PST",
    "Mars/Olympus",
    "",
    " UTC",
    "Europe/Berlin\n",
    `E${"x".repeat(500)}`,
  ])("%j is refused", (given) => {
    expect(canonicalTimeZone(given)).toBeNull();
  });

  it("does without Temporal, as browsers may have to", () => {
    vi.stubGlobal("Temporal", undefined);
    expect(canonicalTimeZone("europe/BERLIN")).toBe("Europe/Berlin");
    expect(canonicalTimeZone("us/eastern")).toBe("America/New_York");
    expect(canonicalTimeZone("+02:00")).toBeNull();
    expect(canonicalTimeZone("Mars/Olympus")).toBeNull();
  });
});
