import { describe, expect, it } from "vitest";
import { keyCandidates, keyFromName } from "./job-key.ts";

const SHAPE = /^[a-z0-9][a-z0-9-]{0,99}$/;

describe("keyFromName", () => {
  it.each([
    ["EU report", "eu-report"],
    ["  Nightly -- report! ", "nightly-report"],
    ["Tagesübersicht Straße", "tagesubersicht-strasse"],
    ["№ 5", "no-5"],
    ["日報", "job"],
    ["…", "job"],
    ["-a-", "a"],
  ])("makes %j into %j", (name, key) => {
    expect(keyFromName(name)).toBe(key);
  });

  it("keeps to the shape of a key however long the name is", () => {
    for (const name of ["x".repeat(300), `${"y".repeat(79)} z z z`, `${"y".repeat(80)} z`]) {
      const key = keyFromName(name);
      expect(key).toMatch(SHAPE);
      expect(key.length).toBeLessThanOrEqual(80);
    }
  });
});

describe("keyCandidates", () => {
  it("numbers from 2 and ends with the random one", () => {
    const keys = keyCandidates("report", "k3x9");
    expect(keys.slice(0, 3)).toEqual(["report", "report-2", "report-3"]);
    expect(keys.at(-1)).toBe("report-k3x9");
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("keeps the longest of them in shape", () => {
    for (const key of keyCandidates("a".repeat(80), "0123456789abcdef")) expect(key).toMatch(SHAPE);
  });
});
