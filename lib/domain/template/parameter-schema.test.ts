import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkParameterSchema, validateParams } from "./parameter-schema.ts";
import type { ParameterSchema } from "./types.ts";

const object = (properties: Record<string, unknown>, more: object = {}) => ({
  type: "object",
  properties,
  ...more,
});
const problems = (schema: unknown) => checkParameterSchema(schema);
const pointers = (schema: unknown) => problems(schema).map(({ pointer }) => pointer);
const validate = (properties: Record<string, ParameterSchema>, value: unknown, more: object = {}) =>
  validateParams(object(properties, more) as ParameterSchema, value);
const errors = (properties: Record<string, ParameterSchema>, value: unknown) =>
  validate(properties, value).errors.map(({ pointer, message }) => `${pointer} ${message}`);

/** Nests schemas so that the JSON is `levels` deep. */
function nested(levels: number): unknown {
  let schema: unknown = { type: "string" };
  for (let depth = 1; depth + 2 <= levels; depth += 2) schema = object({ a: schema });
  return schema;
}

describe("checkParameterSchema", () => {
  it("accepts a schema of every field kind", () => {
    const schema = object(
      {
        name: { type: "string", minLength: 1, maxLength: 50, pattern: "^[a-z]+$", title: "Name" },
        note: { type: "string", format: "multiline", default: "" },
        limit: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
        ratio: { type: ["number", "null"], exclusiveMinimum: 0, multipleOf: 0.1 },
        dryRun: { type: "boolean", default: false },
        region: { type: "string", enum: ["eu", "us"], default: "eu" },
        size: { oneOf: [{ const: 1, title: "small" }, { const: 2 }], default: 2 },
        days: { type: "array", items: { enum: ["mon", "tue"] }, uniqueItems: true, maxItems: 2 },
        day: { type: "string", format: "date" },
        moment: { type: "string", format: "date-time" },
        wait: { type: "string", format: "duration", default: "1h30m" },
        tags: { type: "array", items: { type: "string" }, minItems: 1 },
        target: object({ host: { type: "string" } }, { required: ["host"] }),
        labels: { type: "object", additionalProperties: { type: "string" } },
        anything: { description: "free JSON" },
        token: { type: "string", format: "secret" },
        version: { const: 3, readOnly: true },
        hidden: { const: "x" },
      },
      { required: ["name"], $schema: "https://json-schema.org/draft/2020-12/schema" },
    );
    expect(problems(schema)).toEqual([]);
  });

  it.each([null, 1, "x", [], undefined, () => 1, new Date(0)])(
    "refuses %s as a schema",
    (given) => {
      expect(problems(given)).toEqual([{ pointer: "", message: "must be a JSON object" }]);
    },
  );

  it("wants an object at the root", () => {
    expect(pointers({ type: "string" })).toEqual(["/type"]);
    expect(pointers({})).toEqual(["/type"]);
  });

  it.each([
    "$ref",
    "$defs",
    "$id",
    "$dynamicRef",
    "allOf",
    "anyOf",
    "not",
    "if",
    "dependentRequired",
    "patternProperties",
    "propertyNames",
    "prefixItems",
    "contains",
    "unevaluatedProperties",
    "contentEncoding",
    "x-own",
    "constructor",
    "__proto__",
    "toString",
  ])("refuses the keyword %s by name", (keyword) => {
    const inner = JSON.parse(`{"type": "string", ${JSON.stringify(keyword)}: {}}`);
    const [problem, ...rest] = problems(object({ a: inner }));
    expect(rest).toEqual([]);
    expect(problem?.pointer).toBe(`/properties/a/${keyword}`);
    expect(problem?.message).toContain(JSON.stringify(keyword));
  });

  it.each<[string, object]>([
    ["/properties/a/type", { type: "text" }],
    ["/properties/a/type", { type: [] }],
    ["/properties/a/type", { type: { toString: 1 }, minLength: 1 }],
    ["/properties/a/minLength", { type: "string", minLength: -1 }],
    ["/properties/a/minLength", { type: "string", minLength: 3, maxLength: 2 }],
    ["/properties/a/minimum", { type: "number", minimum: "1" }],
    ["/properties/a/minimum", { type: "string", minimum: 1 }],
    ["/properties/a/multipleOf", { type: "number", multipleOf: 0 }],
    ["/properties/a/format", { type: "string", format: "hostname" }],
    ["/properties/a/pattern", { type: "string", pattern: "(" }],
    ["/properties/a/pattern", { type: "string", pattern: "(?=x)" }],
    ["/properties/a/pattern", { type: "string", pattern: "(a)\\1" }],
    ["/properties/a/pattern", { type: "string", pattern: "((a{100}){100}){100}" }],
    ["/properties/a/enum", { enum: [] }],
    [
      "/properties/a/enum",
      {
        enum: [
          { x: 1, y: 2 },
          { y: 2, x: 1 },
        ],
      },
    ],
    ["/properties/a/oneOf", { oneOf: [{ type: "string" }] }],
    ["/properties/a/oneOf", { oneOf: [{ const: 1, minimum: 1 }] }],
    ["/properties/a/items", { type: "array", items: [{}] }],
    ["/properties/a/items", { type: "array", items: true }],
    ["/properties/a/properties", { type: "object", properties: [] }],
    ["/properties/a/additionalProperties", { type: "object", additionalProperties: 1 }],
    ["/properties/a/required/0", { type: "object", properties: {}, required: ["b"] }],
    ["/properties/a/required", { type: "object", required: "b" }],
    ["/properties/a/readOnly", { type: "string", readOnly: true }],
    ["/properties/a/default", { type: "integer", default: "1" }],
    ["/properties/a/default", { enum: ["x"], default: "y" }],
    ["/properties/a/const", { type: "string", const: 1 }],
    ["/properties/a/enum/1", { type: "string", enum: ["x", 2] }],
    ["/properties/a/oneOf/0/const", { type: "string", oneOf: [{ const: 2 }] }],
    ["/properties/a/items/default", { type: "array", items: { type: "string", default: 1 } }],
    [
      "/properties/a/default/b",
      { type: "object", properties: { b: { type: "string" } }, default: { b: 1 } },
    ],
    ["/properties/a", true as unknown as object],
  ])("points at %s", (pointer, inner) => {
    expect(pointers(object({ a: inner }))).toEqual([pointer]);
  });

  it("holds to 64 KiB and 20 levels, and survives cycles and bottomless nesting", () => {
    expect(problems(object({ a: { description: "x".repeat(65_000) } }))).toEqual([]);
    expect(problems(object({ a: { description: "x".repeat(65_600) } }))[0]?.message).toContain(
      "64 KiB",
    );
    expect(problems(nested(19))).toEqual([]);
    expect(problems(nested(21))[0]?.message).toContain("20 levels");
    expect(problems(nested(200_001))[0]?.message).toContain("20 levels");
    const cycle: { properties?: unknown } = {};
    cycle.properties = cycle;
    expect(problems(cycle)[0]?.message).toContain("20 levels");
  });
});

describe("validateParams", () => {
  it("fills in defaults, deeply where the object is given, and fixed values", () => {
    const result = validate(
      {
        region: { type: "string", default: "eu" },
        fixed: { const: 3 },
        inner: { type: "object", properties: { a: { default: [1] } } },
        absent: { type: "object", properties: { a: { default: 1 } } },
      },
      { inner: {} },
    );
    expect(result).toEqual({
      valid: true,
      errors: [],
      value: { region: "eu", fixed: 3, inner: { a: [1] } },
    });
  });

  it("does not change what it was given", () => {
    const given = Object.freeze({});
    validate({ a: { default: 1 } }, given);
    expect(given).toEqual({});
  });

  it("says every problem at once, each at its place", () => {
    const schema = {
      n: { type: "integer", maximum: 5 },
      s: { type: "string", minLength: 1 },
      l: { type: "array", items: { type: "boolean" } },
    } as const;
    const value = { n: 6, s: "", l: [true, "no"], "a/b": 1 };
    const result = validateParams({ type: "object", properties: schema, required: ["r"] }, value);
    expect(result.errors).toEqual([
      { pointer: "/r", message: "is required" },
      { pointer: "/n", message: "must be at most 5" },
      { pointer: "/s", message: "must not be empty" },
      { pointer: "/l/1", message: "must be true or false" },
      { pointer: "/a~1b", message: "is unknown; known are n, s, l" },
    ]);
  });

  it("is satisfied by a default where a value is required", () => {
    expect(validate({ a: { default: 1 } }, {}, { required: ["a"] }).valid).toBe(true);
  });

  it.each<[ParameterSchema, unknown, boolean]>([
    [{ type: "integer" }, 1.5, false],
    [{ type: "integer" }, 3, true],
    [{ type: "number" }, "3", false],
    [{ type: ["string", "null"] }, null, true],
    [{ type: "number", multipleOf: 0.1 }, 0.3, true],
    [{ type: "number", multipleOf: 0.1 }, 0.35, false],
    [{ type: "number", exclusiveMinimum: 1 }, 1, false],
    [{ type: "number", exclusiveMaximum: 1 }, 1, false],
    [{ type: "string", maxLength: 1 }, "😀", true],
    [{ type: "string", pattern: "b" }, "abc", true],
    [{ type: "string", pattern: "^b" }, "abc", false],
    [{ enum: [{ a: 1, b: 2 }] }, { b: 2, a: 1 }, true],
    [{ oneOf: [{ const: "x" }] }, "y", false],
    [{ const: null }, 0, false],
    [{ type: "array", uniqueItems: true }, [{ a: 1 }, { a: 1 }], false],
    [{ type: "array", minItems: 1 }, [], false],
    [{ type: "array", maxItems: 1 }, [1, 2], false],
    [{ type: "object" }, { free: 1 }, true],
    [{ type: "object", properties: {} }, { free: 1 }, false],
    [{ type: "object", properties: {}, additionalProperties: true }, { free: 1 }, true],
    [{ type: "object", additionalProperties: { type: "string" } }, { a: 1 }, false],
    [{ type: "object", minProperties: 1 }, {}, false],
    [{ type: "object", maxProperties: 1 }, { a: 1, b: 2 }, false],
    [{}, { any: ["thing"] }, true],
    [{ format: "date" }, "2024-02-29", true],
    [{ format: "date" }, "2023-02-29", false],
    [{ format: "date-time" }, "2026-12-24T18:00:00+01:00", true],
    [{ format: "date-time" }, "2026-12-24T18:00:00", false],
    [{ format: "date-time" }, "2026-12-24T24:00:00Z", false],
    [{ format: "duration" }, "1h30m", true],
    [{ format: "duration" }, "PT90M", true],
    [{ format: "duration" }, "30m1h", false],
    [{ format: "duration" }, "PT", false],
    [{ format: "duration" }, "", false],
    [{ format: "email" }, "ops@example.com", true],
    [{ format: "email" }, "ops@example.com\nBcc: x@y", false],
    [{ format: "uri" }, "https://example.com/a", true],
    [{ format: "uri" }, "example", false],
    [{ format: "uuid" }, "019ff000-0000-7000-8000-000000000000", true],
    [{ format: "secret" }, "API_TOKEN", true],
    [{ format: "secret" }, "__proto__x y", false],
    [{ format: "multiline" }, "a\nb", true],
  ])("%j with %j: %s", (schema, value, valid) => {
    expect(validate({ a: schema }, { a: value }).valid).toBe(valid);
  });

  it.each([undefined, () => 1, Number.NaN, new Date(0), 1n])("refuses %s as not JSON", (value) => {
    expect(validate({ a: {} }, { a: value }).errors[0]?.message).toContain("must be JSON");
  });

  it("refuses what is nested too deeply, however deeply", () => {
    const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`);
    expect(validate({ a: {} }, { a: deep }).valid).toBe(false);
  });

  it("takes no parameters where the root names none", () => {
    expect(validateParams({ type: "object" }, { a: 1 }).errors).toEqual([
      { pointer: "/a", message: "is unknown; there are none" },
    ]);
  });

  it("knows own members only", () => {
    const hostile = JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}');
    expect(errors({ a: { type: "number" } }, hostile)).toEqual([
      "/__proto__ is unknown; known are a",
      "/constructor is unknown; known are a",
    ]);
    expect(validate({}, {}, { required: ["toString"] }).valid).toBe(false);
    expect(Object.prototype).not.toHaveProperty("a");
  });

  it("keeps the types of whatever fits", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const result = validate({ a: {} }, { a: value });
        expect(result).toEqual({ valid: true, errors: [], value: { a: value } });
      }),
    );
  });
});
