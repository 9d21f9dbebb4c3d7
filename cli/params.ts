import type { JsonObject, JsonValue } from "../lib/domain/json.ts";
import { member } from "../lib/domain/json.ts";
import { choicesOf, type FieldKind, fieldKind } from "../lib/domain/template/fields.ts";
import type { ParameterSchema } from "../lib/domain/template/types.ts";
import { UsageError } from "./errors.ts";

/**
 * Parameters from `key=value` texts, each value read as the template's schema types it: numbers, booleans and choices as
 * such, lists from repeated keys or JSON, objects from JSON. What the schema does not know is read as JSON, else as text.
 * Throws UsageError for a text that cannot be of its type; everything else is the server's to judge.
 */
export function readParams(texts: readonly string[], schema: ParameterSchema): JsonObject {
  const given = new Map<string, string[]>();
  for (const text of texts) {
    const equals = text.indexOf("=");
    if (equals < 1) throw new UsageError(`--param takes key=value, not "${text}".`);
    const key = text.slice(0, equals);
    given.set(key, [...(given.get(key) ?? []), text.slice(equals + 1)]);
  }
  return Object.fromEntries(
    [...given].map(([key, values]) => [
      key,
      readValues(key, values, member(schema.properties ?? {}, key) ?? {}),
    ]),
  );
}

function readValues(key: string, texts: readonly string[], schema: ParameterSchema): JsonValue {
  const [first = ""] = texts;
  const kind = fieldKind(schema);
  if (kind === "list" || kind === "choices") {
    const whole = texts.length === 1 ? parseJson(first) : undefined;
    if (Array.isArray(whole)) return whole;
    return texts.map((text) => readValue(key, text, schema.items ?? {}));
  }
  if (texts.length > 1) throw new UsageError(`--param ${key} is given twice and takes one value.`);
  return readValue(key, first, schema);
}

function readValue(key: string, text: string, schema: ParameterSchema): JsonValue {
  // Placeholders of built-in templates stand in for values of any type.
  if (/^\{\{.*\}\}$/s.test(text)) return text;
  const kind = fieldKind(schema);
  const fail = (must: string): never => {
    throw new UsageError(`--param ${key} must be ${must}, not "${text}".`);
  };
  switch (WAYS[kind]) {
    case "text":
      return text;
    case "number":
      return readNumber(text, kind) ?? fail(kind === "integer" ? "a whole number" : "a number");
    case "boolean":
      return readBoolean(text) ?? fail("true or false");
    case "choice": {
      const choices = choicesOf(schema).map((choice) => choice.const);
      const found = choices.find((value) => choiceText(value) === text);
      return found !== undefined ? found : fail(`one of ${choices.map(choiceText).join(", ")}`);
    }
    case "json":
      return parseJson(text) ?? fail("JSON");
    case "any":
      return parseJson(text) ?? text;
  }
}

type Way = "text" | "number" | "boolean" | "choice" | "json" | "any";

const WAYS: { readonly [Kind in FieldKind]: Way } = {
  text: "text",
  multiline: "text",
  email: "text",
  uri: "text",
  uuid: "text",
  date: "text",
  "date-time": "text",
  duration: "text",
  secret: "text",
  integer: "number",
  number: "number",
  boolean: "boolean",
  choice: "choice",
  choices: "json",
  list: "json",
  object: "json",
  map: "json",
  json: "any",
  fixed: "any",
  hidden: "any",
};

function choiceText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function readNumber(text: string, kind: FieldKind): number | undefined {
  const value = parseJson(text);
  if (typeof value !== "number") return undefined;
  return kind === "integer" && !Number.isInteger(value) ? undefined : value;
}

function readBoolean(text: string): boolean | undefined {
  return text === "true" ? true : text === "false" ? false : undefined;
}

/** Undefined for what is not JSON. */
function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
