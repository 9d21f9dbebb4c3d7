import { describe, expect, it } from "vitest";
import { between, toggled } from "./use-run-selection.ts";

const SHOWN = ["a", "b", "c", "d"];

describe("a range of rows", () => {
  it("reaches from the row before to the one touched, whichever stands higher", () => {
    expect(between(SHOWN, "b", "d")).toEqual(["b", "c", "d"]);
    expect(between(SHOWN, "d", "b")).toEqual(["b", "c", "d"]);
  });

  it("is the row alone when there was none before, or it is gone", () => {
    expect(between(SHOWN, null, "c")).toEqual(["c"]);
    expect(between(SHOWN, "x", "c")).toEqual(["c"]);
  });
});

describe("picking", () => {
  it("lets the whole range follow the row that was touched", () => {
    expect([...toggled(new Set(["a"]), "c", ["b", "c"])]).toEqual(["a", "b", "c"]);
    expect([...toggled(new Set(["a", "b", "c"]), "c", ["b", "c"])]).toEqual(["a"]);
  });
});
