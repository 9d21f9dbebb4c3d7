import {
  canonicalJson,
  isJsonObject,
  isList,
  type JsonObject,
  type JsonValue,
  member,
} from "../json.ts";
import { type Problem, pointerTo } from "../problem.ts";
import { KEYWORDS, refusal } from "./schema-keywords.ts";

/** Choices of one parameter; more belong into a free text with a pattern. */
const MAX_CHOICES = 500;
const CHOICE_MEMBERS = ["const", "title", "description"];
const PAIRS = [
  ["minLength", "maxLength"],
  ["minimum", "maximum"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"],
] as const;

/** Faults in the shape of a schema and of the schemas inside it: keywords, their values, and what contradicts itself. */
export function schemaShapeProblems(schema: JsonValue, pointer: string): Problem[] {
  if (!isJsonObject(schema)) return [{ pointer, message: "must be a schema: a JSON object" }];
  return [
    ...Object.entries(schema).flatMap(([keyword, value]) =>
      keywordProblems(schema, keyword, value, pointerTo(pointer, keyword)),
    ),
    ...contradictions(schema, pointer),
    ...subschemas(schema, pointer).flatMap(([at, inner]) => schemaShapeProblems(inner, at)),
  ];
}

/** The schemas directly inside a schema, each with its pointer. */
export function subschemas(schema: JsonObject, pointer: string): [string, JsonValue][] {
  const properties = member(schema, "properties");
  const at = pointerTo(pointer, "properties");
  const found: [string, JsonValue][] = isJsonObject(properties)
    ? Object.entries(properties).map(([name, inner]) => [pointerTo(at, name), inner])
    : [];
  for (const keyword of ["items", "additionalProperties"]) {
    const inner = member(schema, keyword);
    if (inner !== undefined && !(keyword === "additionalProperties" && typeof inner === "boolean"))
      found.push([pointerTo(pointer, keyword), inner]);
  }
  return found;
}

function keywordProblems(
  schema: JsonObject,
  keyword: string,
  value: JsonValue,
  pointer: string,
): Problem[] {
  const rule = KEYWORDS.get(keyword);
  if (rule === undefined) return [{ pointer, message: refusal(keyword) }];
  const fault = rule.check(value) ?? shapeFault(keyword, value);
  if (fault !== null) return [{ pointer, message: fault }];
  const types = allowedTypes(schema);
  if (rule.of === null || types === null || rule.of.some((type) => types.includes(type))) return [];
  return [{ pointer, message: `says nothing about type ${types.join(", ")}; it would be ignored` }];
}

/** Faults of the keywords whose value is more than one plain thing. */
function shapeFault(keyword: string, value: JsonValue): string | null {
  switch (keyword) {
    case "enum":
      return isList(value) ? choicesFault(value) : "must be a list of values";
    case "oneOf":
      return oneOfFault(value);
    case "properties":
      return isJsonObject(value) ? null : "must be an object of schemas";
    default:
      return null;
  }
}

function oneOfFault(value: JsonValue): string | null {
  const expected = "must be a list of choices, each {const, title?, description?}";
  if (!isList(value)) return expected;
  const constants: JsonValue[] = [];
  for (const choice of value) {
    if (!isJsonObject(choice) || !isChoice(choice)) return expected;
    constants.push(member(choice, "const") ?? null);
  }
  return choicesFault(constants);
}

function isChoice(choice: JsonObject): boolean {
  const { title = "", description = "" } = choice;
  return (
    Object.hasOwn(choice, "const") &&
    typeof title === "string" &&
    typeof description === "string" &&
    Object.keys(choice).every((name) => CHOICE_MEMBERS.includes(name))
  );
}

function choicesFault(values: readonly JsonValue[]): string | null {
  if (values.length === 0) return "must offer at least one choice";
  if (values.length > MAX_CHOICES) return `must offer at most ${MAX_CHOICES} choices`;
  if (new Set(values.map(canonicalJson)).size < values.length)
    return "must not offer a choice twice";
  return null;
}

function contradictions(schema: JsonObject, pointer: string): Problem[] {
  const problems = PAIRS.flatMap(([least, most]) => {
    const low = member(schema, least);
    const high = member(schema, most);
    if (typeof low !== "number" || typeof high !== "number" || low <= high) return [];
    return [{ pointer: pointerTo(pointer, least), message: `must not be above ${most} (${high})` }];
  });
  if (member(schema, "readOnly") === true && !Object.hasOwn(schema, "const"))
    problems.push({
      pointer: pointerTo(pointer, "readOnly"),
      message: "needs a const: a parameter nobody may set has one value",
    });
  return [...problems, ...undeclared(schema, pointer)];
}

/** Names in `required` that no value could ever have. */
function undeclared(schema: JsonObject, pointer: string): Problem[] {
  const { required, properties, additionalProperties } = schema;
  if (!isList(required ?? null) || !isJsonObject(properties) || additionalProperties) return [];
  return Object.entries(required ?? []).flatMap(([index, name]) =>
    typeof name !== "string" || Object.hasOwn(properties, name)
      ? []
      : [
          {
            pointer: pointerTo(pointerTo(pointer, "required"), index),
            message: `${JSON.stringify(name)} is not among the properties`,
          },
        ],
  );
}

/** The types a schema names; null where it names none, or something else than types. */
function allowedTypes(schema: JsonObject): readonly string[] | null {
  const type = member(schema, "type") ?? null;
  const types = (isList(type) ? type : [type]).filter((name) => typeof name === "string");
  return types.length > 0 ? types : null;
}
