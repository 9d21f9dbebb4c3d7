import type { JsonValue } from "../json.ts";
import { isList } from "../json.ts";
import { FORMATS } from "./formats.ts";
import { patternProblem } from "./patterns.ts";
import type { JsonType } from "./types.ts";

/** What a keyword's value must be: null when it is that, else the words to complain with. */
type Check = (value: JsonValue) => string | null;

/** `of`: the types the keyword says something about; null for every type. */
export type Keyword = { readonly of: readonly JsonType[] | null; readonly check: Check };

export const JSON_TYPES = [
  "object",
  "array",
  "string",
  "integer",
  "number",
  "boolean",
  "null",
] as const satisfies readonly JsonType[];

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

const anything: Check = () => null;
const text: Check = (value) => (typeof value === "string" ? null : "must be text");
const flag: Check = (value) => (typeof value === "boolean" ? null : "must be true or false");
const finite: Check = (value) => (typeof value === "number" ? null : "must be a number");
const list: Check = (value) => (isList(value) ? null : "must be a list");
const count: Check = (value) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0
    ? null
    : "must be a whole number, 0 or more";
const positive: Check = (value) =>
  typeof value === "number" && value > 0 ? null : "must be a number above 0";
const dialect: Check = (value) => (value === DIALECT ? null : `must be ${DIALECT}`);
const names: Check = (value) =>
  isList(value) &&
  value.every((name) => typeof name === "string") &&
  new Set(value).size === value.length
    ? null
    : "must be a list of names, each once";

function typeName(value: JsonValue): string | null {
  const given = isList(value) ? value : [value];
  const known = given.every((type) => JSON_TYPES.some((name) => name === type));
  return known && given.length > 0 && new Set(given).size === given.length
    ? null
    : `must be one of ${JSON_TYPES.join(", ")}, or a list of them`;
}

function format(value: JsonValue): string | null {
  if (typeof value === "string" && FORMATS.has(value)) return null;
  return `must be one of ${[...FORMATS.keys()].join(", ")}`;
}

function pattern(value: JsonValue): string | null {
  return typeof value === "string" ? patternProblem(value) : "must be text";
}

const TEXT = ["string"] as const;
const NUMBER = ["number", "integer"] as const;
const LIST = ["array"] as const;
const OBJECT = ["object"] as const;

/** Every keyword a parameter schema may use. Those that hold schemas are only named here; the walk looks into them. */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ["$schema", { of: null, check: dialect }],
  ["$comment", { of: null, check: text }],
  ["title", { of: null, check: text }],
  ["description", { of: null, check: text }],
  ["examples", { of: null, check: list }],
  ["deprecated", { of: null, check: flag }],
  ["readOnly", { of: null, check: flag }],
  ["default", { of: null, check: anything }],
  ["type", { of: null, check: typeName }],
  ["const", { of: null, check: anything }],
  ["enum", { of: null, check: anything }],
  ["oneOf", { of: null, check: anything }],
  ["minLength", { of: TEXT, check: count }],
  ["maxLength", { of: TEXT, check: count }],
  ["pattern", { of: TEXT, check: pattern }],
  ["format", { of: TEXT, check: format }],
  ["minimum", { of: NUMBER, check: finite }],
  ["maximum", { of: NUMBER, check: finite }],
  ["exclusiveMinimum", { of: NUMBER, check: finite }],
  ["exclusiveMaximum", { of: NUMBER, check: finite }],
  ["multipleOf", { of: NUMBER, check: positive }],
  ["items", { of: LIST, check: anything }],
  ["minItems", { of: LIST, check: count }],
  ["maxItems", { of: LIST, check: count }],
  ["uniqueItems", { of: LIST, check: flag }],
  ["properties", { of: OBJECT, check: anything }],
  ["required", { of: OBJECT, check: names }],
  ["additionalProperties", { of: OBJECT, check: anything }],
  ["minProperties", { of: OBJECT, check: count }],
  ["maxProperties", { of: OBJECT, check: count }],
]);

const REFERENCES = [
  "$ref",
  "$defs",
  "definitions",
  "$id",
  "$anchor",
  "$dynamicRef",
  "$dynamicAnchor",
];
const COMPOSITION = [
  "allOf",
  "anyOf",
  "not",
  "if",
  "then",
  "else",
  "dependentSchemas",
  "dependentRequired",
];

/** Why a keyword is refused, by name, and what to write instead where there is something. */
export function refusal(keyword: string): string {
  const refused = `the keyword ${JSON.stringify(keyword)} is not supported`;
  if (REFERENCES.includes(keyword)) return `${refused}; write the schema out where it is used`;
  if (COMPOSITION.includes(keyword))
    return `${refused}; use types, enum, or oneOf with a const in each choice`;
  if (keyword === "prefixItems" || keyword === "contains") return `${refused}; use items`;
  if (keyword === "patternProperties" || keyword === "propertyNames")
    return `${refused}; use additionalProperties`;
  return refused;
}
