import { expect, it } from "vitest";
import { visibleProblems } from "./visible-problems.ts";

const own = [
  { pointer: "/name", message: "own" },
  { pointer: "/params/list/0", message: "own" },
];
const QUIET = { own: [], refusal: null, body: {}, touched: new Set<string>(), submitted: false };

it("says nothing about fields the reader has not been in", () => {
  expect(visibleProblems({ ...QUIET, own })).toEqual([]);
});

it("speaks up once a field was left, with what lies inside it", () => {
  const touched = new Set(["/params/list"]);
  expect(visibleProblems({ ...QUIET, own, touched })).toEqual([own[1]]);
});

it("says everything after an attempt to save", () => {
  expect(visibleProblems({ ...QUIET, own, submitted: true })).toEqual(own);
});

it("shows a refusal until the refused value changes", () => {
  const problem = { pointer: "/a~1b", message: "taken" };
  const refusal = { problems: [problem], body: { "a/b": "x" } };
  expect(visibleProblems({ ...QUIET, refusal, body: { "a/b": "x" } })).toEqual([problem]);
  expect(visibleProblems({ ...QUIET, refusal, body: { "a/b": "y" } })).toEqual([]);
});
