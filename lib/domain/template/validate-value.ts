import { canonicalJson, isList, type JsonObject, type JsonValue, member } from "../json.ts";
import { pointerTo } from "../problem.ts";
import { FORMATS } from "./formats.ts";
import type { PatternMatcher } from "./patterns.ts";
import type { JsonType, ParameterSchema } from "./types.ts";
import type { Walk } from "./validation-walk.ts";

/** Choices and names a message lists before it breaks off. */
const LISTED = 20;

const TYPE_WORDS: { readonly [Type in JsonType]: string } = {
  object: "an object",
  array: "a list",
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  null: "null",
};

type Report = (message: string) => void;

/** Checks `value`, reports its faults to the walk, and returns it with defaults and fixed values filled in. */
export function validateValue(
  schema: ParameterSchema,
  value: JsonValue,
  pointer: string,
  walk: Walk,
): JsonValue {
  if (walk.isFull()) return value;
  const report = (message: string): void => walk.report(pointer, message);
  const opacity = typeof value === "string" ? walk.opacity(value) : null;
  if (opacity === "whole") return value;
  const types = typesOf(schema);
  if (types !== null && !types.some((type) => hasType(value, type))) {
    report(`must be ${types.map((type) => TYPE_WORDS[type]).join(" or ")}`);
    return value;
  }
  if (opacity === "text") return value;
  checkChoices(schema, value, walk, report);
  if (typeof value === "string") checkText(schema, value, walk.match, report);
  if (typeof value === "number") checkNumber(schema, value, report);
  if (typeof value !== "object" || value === null) return value;
  return isList(value)
    ? validateList(schema, value, pointer, walk)
    : validateObject(schema, value, pointer, walk);
}

/** The types a schema allows; null for any. */
export function typesOf({ type }: ParameterSchema): readonly JsonType[] | null {
  if (type === undefined) return null;
  return typeof type === "string" ? [type] : type;
}

/**
 * The schema of members `properties` does not name; null where such members are refused. Unless `additionalProperties`
 * says so they are refused at the root and wherever there are `properties`; an object without either is free.
 */
export function additionalSchema(schema: ParameterSchema, isRoot: boolean): ParameterSchema | null {
  const { additionalProperties } = schema;
  if (typeof additionalProperties === "object") return additionalProperties;
  const open = additionalProperties ?? (schema.properties === undefined && !isRoot);
  return open ? {} : null;
}

function hasType(value: JsonValue, type: JsonType): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return isList(value);
    case "object":
      return typeof value === "object" && value !== null && !isList(value);
    case "integer":
      return Number.isInteger(value);
    case "string":
    case "number":
    case "boolean":
      return typeof value === type;
  }
}

function checkChoices(schema: ParameterSchema, value: JsonValue, walk: Walk, report: Report): void {
  const { const: fixed, enum: values, oneOf } = schema;
  if (fixed !== undefined && !walk.isChoice(schema, () => [fixed], value))
    report(`is fixed to ${JSON.stringify(fixed)}`);
  if (values !== undefined && !walk.isChoice(values, () => values, value))
    report(`must be one of ${listed(values.map((choice) => JSON.stringify(choice)))}`);
  if (oneOf === undefined) return;
  const constants = (): JsonValue[] => oneOf.map((choice) => choice.const);
  if (!walk.isChoice(oneOf, constants, value))
    report(`must be one of ${listed(constants().map((choice) => JSON.stringify(choice)))}`);
}

function checkText(
  schema: ParameterSchema,
  text: string,
  match: PatternMatcher,
  report: Report,
): void {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = schema;
  const length = characters(text);
  if (length < minLength)
    report(
      length === 0 ? "must not be empty" : `must have at least ${count(minLength, "character")}`,
    );
  if (length > maxLength) report(`must have at most ${count(maxLength, "character")}`);
  const format = FORMATS.get(schema.format ?? "");
  if (format !== undefined && !format.accepts(text)) report(`must be ${format.expected}`);
  if (pattern === undefined || length > maxLength) return;
  const verdict = match(pattern, text);
  if (verdict === "differs") report(`must match the pattern ${pattern}`);
  if (verdict === "too_costly") report("is too long to be checked against its pattern");
}

function checkNumber(schema: ParameterSchema, value: number, report: Report): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (minimum !== undefined && value < minimum) report(`must be at least ${minimum}`);
  if (maximum !== undefined && value > maximum) report(`must be at most ${maximum}`);
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    report(`must be more than ${exclusiveMinimum}`);
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
    report(`must be less than ${exclusiveMaximum}`);
  if (multipleOf !== undefined && !isMultiple(value, multipleOf))
    report(`must be a multiple of ${multipleOf}`);
}

/** Tolerant of binary fractions: 0.3 is a multiple of 0.1. */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}

function validateList(
  schema: ParameterSchema,
  list: readonly JsonValue[],
  pointer: string,
  walk: Walk,
): JsonValue {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items } = schema;
  const report = (message: string): void => walk.report(pointer, message);
  if (list.length < minItems) report(`must have at least ${count(minItems, "item")}`);
  if (list.length > maxItems) report(`must have at most ${count(maxItems, "item")}`);
  if (schema.uniqueItems === true && new Set(list.map(canonicalJson)).size < list.length)
    report("must not hold an item twice");
  if (items === undefined) return list;
  return list.map((item, index) => validateValue(items, item, pointerTo(pointer, index), walk));
}

function validateObject(
  schema: ParameterSchema,
  object: JsonObject,
  pointer: string,
  walk: Walk,
): JsonValue {
  const filled = withDefaults(schema, object, pointer, walk);
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY, properties = {} } = schema;
  const size = Object.keys(filled).length;
  if (size < minProperties)
    walk.report(pointer, `must have at least ${count(minProperties, "member")}`);
  if (size > maxProperties)
    walk.report(pointer, `must have at most ${count(maxProperties, "member")}`);
  for (const name of schema.required ?? []) {
    if (walk.isFull()) break;
    if (!Object.hasOwn(filled, name)) walk.report(pointerTo(pointer, name), "is required");
  }
  const rest = additionalSchema(schema, schema === walk.root);
  const members = Object.entries(filled).map(([name, value]): [string, JsonValue] => {
    const inner = member(properties, name) ?? rest;
    const at = pointerTo(pointer, name);
    if (inner !== null) return [name, validateValue(inner, value, at, walk)];
    if (!walk.isFull()) walk.report(at, `is unknown; ${knownNames(schema)}`);
    return [name, value];
  });
  return Object.fromEntries(members);
}

function withDefaults(
  schema: ParameterSchema,
  object: JsonObject,
  pointer: string,
  walk: Walk,
): JsonObject {
  const missing = walk.defaultsOf(schema).filter(({ name }) => !Object.hasOwn(object, name));
  if (missing.length === 0) return object;
  if (!walk.affords(missing.reduce((sum, { size }) => sum + size, 0))) {
    walk.report(pointer, "would grow too large with its defaults");
    return object;
  }
  const filled = missing.map(({ name, value }): [string, JsonValue] => [name, value]);
  return Object.fromEntries([...Object.entries(object), ...filled]);
}

function knownNames(schema: ParameterSchema): string {
  const names = Object.keys(schema.properties ?? {});
  return names.length === 0 ? "there are none" : `known are ${listed(names)}`;
}

function listed(words: readonly string[]): string {
  return words.slice(0, LISTED).join(", ") + (words.length > LISTED ? ", …" : "");
}

function characters(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}
