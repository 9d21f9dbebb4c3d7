import { threadCpuUsage } from "node:process";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { checkParameterSchema, validateParams } from "./parameter-schema.ts";
import type { ParameterSchema } from "./types.ts";

// Thousands of generated cases on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const object = (properties: Record<string, unknown>) => ({ type: "object", properties });
const problems = (schema: unknown) => checkParameterSchema(schema);
const validate = (properties: Record<string, ParameterSchema>, value: unknown) =>
  validateParams({ type: "object", properties }, value);

/** Processor time of this thread alone, best of five, so that neighbours and the first compilation do not count. */
function cpuMilliseconds(work: () => unknown): number {
  const times = [1, 2, 3, 4, 5].map(() => {
    const before = threadCpuUsage();
    work();
    const { user, system } = threadCpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

describe("hostile input", () => {
  it("never throws, whatever it is given", () => {
    const keyword = fc.constantFrom(
      "type",
      "properties",
      "items",
      "enum",
      "oneOf",
      "default",
      "const",
      "pattern",
      "required",
      "additionalProperties",
      "minLength",
      "__proto__",
    );
    const value = fc.letrec((tie) => ({
      schema: fc.dictionary(
        keyword,
        fc.oneof(
          { maxDepth: 5, depthIdentifier: "schema" },
          fc.jsonValue(),
          tie("schema"),
          fc.constantFrom("object", "array", "string"),
        ),
      ),
    })).schema;
    fc.assert(
      fc.property(value, (schema) => {
        const found = checkParameterSchema(schema);
        if (found.length === 0) validateParams(schema as ParameterSchema, {});
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["(a+)+$", "a"],
    ["^(a|a)*b$", "a"],
    ["(.*a.{12})$", "ab"],
    ["(.*){20}(.*a.{12})z$", "ab"],
    ["(?:(?:a?){15}){15}a{100}$", "a"],
    ["(x{30}){30}", "x"],
  ])("does not hang on %s", (pattern, unit) => {
    const text = `${unit.repeat(60_000 / unit.length)}!`;
    expect(problems(object({ a: { type: "string", pattern } }))).toEqual([]);
    expect(
      cpuMilliseconds(() => validate({ a: { type: "string", pattern } }, { a: text })),
    ).toBeLessThan(50);
  });

  it("bounds many patterns together", () => {
    const properties = Object.fromEntries(
      Array.from({ length: 40 }, (_, at): [string, ParameterSchema] => [
        `p${at}`,
        { pattern: `(x{30}){30}${at}` },
      ]),
    );
    expect(problems(object(properties))).toEqual([]);
    const one = { pattern: "x" };
    expect(problems(object({ ...properties, one }))[0]?.message).toContain("40 patterns");
    const value = Object.fromEntries(
      Object.keys(properties).map((name) => [name, "x".repeat(5000)]),
    );
    expect(cpuMilliseconds(() => validate(properties, value))).toBeLessThan(250);
  });

  it("is linear in the value, whatever the schema", () => {
    const choices = Array.from({ length: 500 }, (_, at) => ({ at }));
    const many = Object.fromEntries(
      Array.from({ length: 2000 }, (_, at): [string, ParameterSchema] => [`p${at}`, {}]),
    );
    const list = Array.from({ length: 80_000 }, () => ({}));
    const items: ParameterSchema = {
      type: "object",
      properties: many,
      oneOf: [{ const: {} }, ...choices.map((each) => ({ const: each }))],
    };
    expect(
      cpuMilliseconds(() => validate({ a: { type: "array", items } }, { a: list })),
    ).toBeLessThan(500);
  });

  it("does not let defaults grow without end", () => {
    const items: ParameterSchema = {
      type: "object",
      properties: { a: { default: "x".repeat(10_000) } },
    };
    const result = validate(
      { list: { type: "array", items } },
      { list: Array.from({ length: 1000 }, () => ({})) },
    );
    expect(result.valid).toBe(false);
    expect(JSON.stringify(result.value).length).toBeLessThan(1_200_000);
  });

  it("stops looking after a hundred problems", () => {
    const list = Array.from({ length: 10_000 }, () => 1);
    expect(
      validate({ a: { type: "array", items: { type: "string" } } }, { a: list }).errors,
    ).toHaveLength(100);
  });
});
