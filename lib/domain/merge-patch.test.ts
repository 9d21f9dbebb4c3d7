import { describe, expect, it } from "vitest";
import { mergePatch } from "./merge-patch.ts";

describe("mergePatch", () => {
  it("replaces values, adds members and removes those set to null", () => {
    expect(mergePatch({ a: 1, b: 2, c: 3 }, { a: 9, b: null, d: 4 })).toEqual({ a: 9, c: 3, d: 4 });
  });

  it("merges objects member by member and drops nulls of an object it adds", () => {
    const target = { retry: { maxAttempts: 3, jitter: true } };
    expect(
      mergePatch(target, { retry: { jitter: null }, misfire: { policy: "all", x: null } }),
    ).toEqual({
      retry: { maxAttempts: 3 },
      misfire: { policy: "all" },
    });
  });

  it("replaces lists, and objects by values that are none", () => {
    expect(mergePatch({ tags: ["a", "b"], o: { a: 1 } }, { tags: ["c"], o: 5 })).toEqual({
      tags: ["c"],
      o: 5,
    });
  });

  it("replaces members named whole without looking into them", () => {
    const target = { params: { a: 1, b: 2 } };
    expect(mergePatch(target, { params: { b: null } }, ["params"])).toEqual({
      params: { b: null },
    });
  });

  it("takes an undefined member for an absent one", () => {
    expect(mergePatch({ a: 1 }, { a: undefined })).toEqual({ a: 1 });
  });

  it("treats a member called __proto__ as any other", () => {
    const patch = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
    const merged = mergePatch({}, patch);
    expect(Object.hasOwn(merged, "__proto__")).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
