import { expect, it } from "vitest";
import { jsonFromText, numberFromText, textFromJson } from "./field-value.ts";

it.each([
  ["", undefined],
  ["12", 12],
  ["1e3", 1000],
  ["twelve", "twelve"],
  ["Infinity", "Infinity"],
])("the number field %j holds %j", (text, value) => {
  expect(numberFromText(text)).toBe(value);
});

it.each([["plain words"], ['{"a": [1, 2]}'], ["12"], ["null"], ['"12"']])(
  "the JSON field %j reads back what it shows",
  (text) => {
    const value = jsonFromText(text);
    expect(jsonFromText(textFromJson(value))).toEqual(value);
  },
);

it("shows a text that looks like JSON so that it stays a text", () => {
  expect(jsonFromText(textFromJson("12"))).toBe("12");
});
