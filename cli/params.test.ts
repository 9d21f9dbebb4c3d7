import { describe, expect, it } from "vitest";
import type { ParameterSchema } from "../lib/domain/template/types.ts";
import { readParams } from "./params.ts";

const SCHEMA: ParameterSchema = {
  type: "object",
  properties: {
    text: { type: "string" },
    limit: { type: "integer" },
    ratio: { type: "number" },
    sure: { type: "boolean" },
    region: { type: "string", enum: ["eu", "us"] },
    level: { enum: [1, 2, null] },
    to: { type: ["array", "string"], items: { type: "string" } },
    sizes: { type: "array", items: { type: "integer" } },
    headers: { type: "object", additionalProperties: { type: "string" } },
    body: {},
  },
};

const read = (...texts: string[]) => readParams(texts, SCHEMA);

describe("readParams", () => {
  it("types values as the schema says", () => {
    expect(read("text=12", "limit=12", "ratio=1e-3", "sure=false", "region=us")).toEqual({
      text: "12",
      limit: 12,
      ratio: 0.001,
      sure: false,
      region: "us",
    });
    expect(read("level=2")).toEqual({ level: 2 });
    expect(read("level=null")).toEqual({ level: null });
    expect(read('headers={"a":"b"}')).toEqual({ headers: { a: "b" } });
  });

  it("makes lists of repeated keys and of JSON", () => {
    expect(read("to=a@b.c", "to=d@e.f")).toEqual({ to: ["a@b.c", "d@e.f"] });
    expect(read("to=a@b.c")).toEqual({ to: ["a@b.c"] });
    expect(read("sizes=[1,2]")).toEqual({ sizes: [1, 2] });
    expect(read("sizes=1", "sizes=2")).toEqual({ sizes: [1, 2] });
  });

  it("reads what has no type as JSON, else as text, and leaves the rest of the value alone", () => {
    expect(read("body=a=b")).toEqual({ body: "a=b" });
    expect(read('body={"n":1}')).toEqual({ body: { n: 1 } });
    expect(read("unheard-of=3")).toEqual({ "unheard-of": 3 });
    expect(read("text=")).toEqual({ text: "" });
  });

  it("leaves placeholders to the server", () => {
    expect(read("limit={{ run.attempt }}")).toEqual({ limit: "{{ run.attempt }}" });
  });

  it.each([
    ["limit=1.5", "a whole number"],
    ["limit=", "a whole number"],
    ["ratio=abc", "a number"],
    ["sure=yes", "true or false"],
    ["region=asia", "one of eu, us"],
    ["headers=a", "JSON"],
    ["sizes=a", "a whole number"],
    ["nothing", "key=value"],
    ["=x", "key=value"],
  ])("refuses %s", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("refuses a second value where there is one", () => {
    expect(() => read("limit=1", "limit=2")).toThrow("given twice");
  });

  it("takes no member of a prototype for a parameter's schema", () => {
    expect(read("constructor=1")).toEqual({ constructor: 1 });
  });
});
