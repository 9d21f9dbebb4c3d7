import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findUnstorable,
  isStorable,
  replaceUnstorable,
  replaceUnstorableDeep,
} from "./sanitize.ts";

describe("replaceUnstorable", () => {
  it("replaces NUL and lone surrogates and leaves pairs alone", () => {
    expect(replaceUnstorable("a\u0000b\ud800c\udc00d😀")).toBe("a\ufffdb\ufffdc\ufffdd😀");
  });

  it("always gives something storable, and changes nothing that was", () => {
    const text = fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(text, (given) => {
        expect(isStorable(replaceUnstorable(given))).toBe(true);
        if (isStorable(given)) expect(replaceUnstorable(given)).toBe(given);
      }),
    );
  });
});

describe("replaceUnstorableDeep", () => {
  it("reaches every text and every name", () => {
    const given = { "k\u0000": ["x\ud800", { y: "\u0000" }], n: 1, b: true, z: null };
    expect(replaceUnstorableDeep(given, 20)).toEqual({
      "k\ufffd": ["x\ufffd", { y: "\ufffd" }],
      n: 1,
      b: true,
      z: null,
    });
  });

  it("cuts what is nested too deeply, cycles too", () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(replaceUnstorableDeep(cycle, 2)).toEqual({ self: { self: "[nested too deeply]" } });
  });

  it("keeps __proto__ a plain member", () => {
    const cleaned = replaceUnstorableDeep(JSON.parse('{"__proto__": {"polluted": true}}'), 5);
    expect(Object.keys(cleaned ?? {})).toEqual(["__proto__"]);
    expect(cleaned).not.toHaveProperty("polluted");
  });

  it("turns what JSON cannot write into null and leaves out undefined", () => {
    expect(replaceUnstorableDeep([Number.NaN, 1n, () => 1], 5)).toEqual([null, null, null]);
    expect(replaceUnstorableDeep({ a: undefined }, 5)).toEqual({});
  });
});

describe("findUnstorable", () => {
  it("points at each text and at the holder of each name", () => {
    const given = { ok: "fine", a: ["x", "\u0000"], "b/c": { "\ud800": 1 } };
    expect(findUnstorable(given, "/params").map(({ pointer }) => pointer)).toEqual([
      "/params/a/1",
      "/params/b~1c",
    ]);
  });

  it("finds nothing in plain JSON", () => {
    expect(findUnstorable({ a: [1, "😀", null, { b: false }] })).toEqual([]);
  });
});
