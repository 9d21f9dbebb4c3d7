import { expect, test } from "vitest";
import { pickByTurns } from "./turns.ts";

const pick = (items: string, count: number, busy: Record<string, number> = {}): string =>
  pickByTurns([...items], count, {
    lane: (item) => item,
    busy: new Map(Object.entries(busy)),
  }).join("");

test("lanes take turns, whatever their length", () => {
  expect(pick("aaaaab", 2)).toBe("ab");
  expect(pick("aaabbc", 5)).toBe("abcab");
});

test("what some leave goes to the others", () => {
  expect(pick("aaaaab", 5)).toBe("abaaa");
  expect(pick("ab", 5)).toBe("ab");
});

test("who has fewer at work comes first until all have the same", () => {
  expect(pick("aaabbb", 3, { a: 2 })).toBe("bba");
  expect(pick("aaabbb", 4, { a: 2, c: 9 })).toBe("bbab");
});

test("a lane keeps its order, and no count is no item", () => {
  const items = ["a1", "b1", "a2", "a3"];
  const by = { lane: (item: string) => item.slice(0, 1), busy: new Map<string, number>() };
  expect(pickByTurns(items, 3, by)).toEqual(["a1", "b1", "a2"]);
  expect(pickByTurns(items, 0, by)).toEqual([]);
});
