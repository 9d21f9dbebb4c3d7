import { expect, it } from "vitest";
import { differenceOf } from "./difference.ts";

it("puts the fields of both sides beside each other", () => {
  expect(differenceOf({ name: "a", version: 1 }, { version: 2, tags: ["x", 1] })).toEqual([
    { field: "name", before: "a", after: null },
    { field: "version", before: "1", after: "2" },
    { field: "tags", before: null, after: '[ "x", 1 ]' },
  ]);
});

it("tells null from nothing, and takes what is no object as a whole", () => {
  expect(differenceOf(null, { until: null })).toEqual([
    { field: "until", before: null, after: "null" },
  ]);
  expect(differenceOf("a", 2)).toEqual([{ field: "", before: "a", after: "2" }]);
  expect(differenceOf(null, null)).toEqual([]);
});
