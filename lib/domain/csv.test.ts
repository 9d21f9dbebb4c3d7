import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.ts";

describe("a line of CSV", () => {
  it.each([
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["plain", "plain"],
    [null, ""],
  ])("quotes what needs it: %j", (cell, written) => {
    expect(csvLine([cell, "x"])).toBe(`${written},x\r\n`);
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://evil.example","a")'])(
    "takes the power from %j",
    (cell) => {
      expect(csvLine([cell]).replace(/^"/, "")).toMatch(/^'/);
    },
  );

  it("takes the power from a carriage return", () => {
    expect(csvLine(["\r=1"])).toBe(`"'\r=1"\r\n`);
  });
});
