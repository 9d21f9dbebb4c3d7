import { expect, it } from "vitest";
import { reasonWords } from "./run-words.ts";

it.each([
  [null, null],
  ["overlap", "an earlier run was still active"],
  ["new_code", "new code"],
])("%s", (reason, words) => {
  expect(reasonWords(reason)).toBe(words);
});
