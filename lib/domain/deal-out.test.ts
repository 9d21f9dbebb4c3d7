import { describe, expect, it } from "vitest";
import { dealOut } from "./deal-out.ts";

const hands = (items: readonly string[], rooms: readonly number[]): string[] =>
  rooms.map((_, index) =>
    dealOut(items, rooms)
      .filter(({ to }) => to === index)
      .map(({ item }) => item)
      .join(""),
  );

describe("dealing out", () => {
  it("gives everybody one before anybody gets two", () => {
    expect(hands(["a", "b", "c", "d"], [10, 10, 10])).toEqual(["ad", "b", "c"]);
    expect(hands(["a", "b"], [10, 10, 10])).toEqual(["a", "b", ""]);
  });

  it("gives nobody more than there is room for, and keeps what finds none", () => {
    expect(hands(["a", "b", "c", "d", "e"], [1, 3])).toEqual(["a", "bcd"]);
    expect(hands(["a"], [0, 1])).toEqual(["", "a"]);
    expect(hands(["a"], [])).toEqual([]);
    expect(hands([], [3])).toEqual([""]);
  });
});
