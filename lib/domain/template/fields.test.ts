import { describe, expect, it } from "vitest";
import { choiceTitle, type FieldKind, fieldKind, fieldsOf, initialValue } from "./fields.ts";
import type { ParameterSchema } from "./types.ts";

describe("fieldKind", () => {
  it.each<[FieldKind, ParameterSchema]>([
    ["text", { type: "string" }],
    ["text", { type: ["null", "string"] }],
    ["multiline", { type: "string", format: "multiline" }],
    ["date", { type: "string", format: "date" }],
    ["date-time", { type: "string", format: "date-time" }],
    ["duration", { type: "string", format: "duration" }],
    ["secret", { type: "string", format: "secret" }],
    ["email", { type: "string", format: "email" }],
    ["uri", { type: "string", format: "uri" }],
    ["integer", { type: "integer" }],
    ["number", { type: "number" }],
    ["boolean", { type: "boolean" }],
    ["choice", { enum: ["a"] }],
    ["choice", { type: "string", oneOf: [{ const: "a" }] }],
    ["choices", { type: "array", uniqueItems: true, items: { enum: ["a"] } }],
    ["list", { type: "array", items: { enum: ["a"] } }],
    ["list", { type: ["array", "string"] }],
    ["object", { type: "object", properties: { a: {} } }],
    ["map", { type: "object", additionalProperties: { type: "string" } }],
    ["json", { type: "object" }],
    ["json", {}],
    ["fixed", { const: 1, readOnly: true }],
    ["hidden", { const: 1 }],
  ])("%s for %j", (kind, schema) => expect(fieldKind(schema)).toBe(kind));
});

describe("fieldsOf", () => {
  it("describes each parameter, nested ones with their pointers", () => {
    const fields = fieldsOf({
      type: "object",
      required: ["region"],
      properties: {
        region: { type: "string", enum: ["eu"], title: "Region", default: "eu" },
        "a/b": {
          type: "object",
          properties: { note: { type: ["string", "null"], description: "d" } },
        },
      },
    });
    expect(fields).toMatchObject([
      {
        name: "region",
        pointer: "/region",
        kind: "choice",
        title: "Region",
        required: true,
        choices: [{ const: "eu" }],
      },
      {
        name: "a/b",
        pointer: "/a~1b",
        kind: "object",
        title: "a/b",
        required: false,
        fields: [{ pointer: "/a~1b/note", nullable: true, description: "d" }],
      },
    ]);
  });

  it("starts a form with fixed values before defaults", () => {
    expect(initialValue({ const: null, default: 1 })).toBeNull();
    expect(initialValue({ default: 1 })).toBe(1);
    expect(initialValue({})).toBeUndefined();
  });

  it("names choices by title, text or JSON", () => {
    expect([{ const: 1, title: "one" }, { const: "two" }, { const: 3 }].map(choiceTitle)).toEqual([
      "one",
      "two",
      "3",
    ]);
  });
});
