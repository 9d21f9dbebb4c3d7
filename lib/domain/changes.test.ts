import { expect, it } from "vitest";
import { changedMembers, changesOf } from "./changes.ts";

it("keeps of two objects what differs, on both sides", () => {
  const before = { a: 1, b: { x: [1, 2], y: null }, c: "gone", d: null };
  const after = { a: 1, b: { y: null, x: [2, 1] }, d: null, e: false };
  expect(changesOf(before, after)).toEqual({
    before: { b: before.b, c: "gone" },
    after: { b: after.b, e: false },
  });
  expect(changedMembers(before, after)).toEqual(["b", "c", "e"]);
});

it("takes null for a value, and the order of members for nothing", () => {
  expect(changedMembers({ a: null }, {})).toEqual(["a"]);
  expect(changedMembers({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } })).toEqual([]);
  expect(changedMembers({}, JSON.parse('{"__proto__": 1}'))).toEqual(["__proto__"]);
});
