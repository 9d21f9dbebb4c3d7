import { expect, it } from "vitest";
import { splitNew } from "./split-new.ts";

const rows = [{ id: "c" }, { id: "b" }, { id: "a" }];

it("shows everything while nobody is in the list", () => {
  expect(splitNew(rows, null)).toEqual({ waiting: 0, shown: rows });
});

it("lets new rows wait above the known ones", () => {
  expect(splitNew(rows, new Set(["a", "b"]))).toEqual({ waiting: 1, shown: rows.slice(1) });
});

it("shows everything when no known row is left", () => {
  expect(splitNew(rows, new Set(["z"]))).toEqual({ waiting: 0, shown: rows });
});
