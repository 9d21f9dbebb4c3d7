import { expect, it } from "vitest";
import { ifMatchOf } from "./etag.ts";

it.each([
  [undefined, null],
  ["*", null],
  ['"3"', 3],
  ['W/"3"', 3],
  ['"x"', -1],
  ["3", -1],
  ['"3", "4"', -1],
])("reads If-Match %s as %s", (text, expected) => {
  expect(ifMatchOf(new Headers(text === undefined ? {} : { "if-match": text }))).toBe(expected);
});
