import {
  isDeeperThan,
  isJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  jsonSize,
  member,
} from "../json.ts";
import { type Problem, pointerTo } from "../problem.ts";
import { schemaShapeProblems, subschemas } from "./check-schema.ts";
import type { ParameterSchema, Validation } from "./types.ts";
import { validateValue } from "./validate-value.ts";
import { type Opacity, startWalk, type Walk } from "./validation-walk.ts";

/** Largest schema, in bytes of JSON. */
export const MAX_SCHEMA_BYTES = 65_536;
/** Deepest nesting of a schema and of parameters, in levels of JSON. */
export const MAX_DEPTH = 20;
/** Patterns in one schema; a validation compiles each, which takes up to a millisecond. */
const MAX_PATTERNS = 40;

/**
 * What is wrong with a template's parameter schema, each fault at its place; nothing when it may be saved. Supported is
 * the part of JSON Schema 2020-12 that `docs/templates.md` lists; every other keyword is refused by name.
 */
export function checkParameterSchema(schema: unknown): Problem[] {
  if (isDeeperThan(schema, MAX_DEPTH))
    return [{ pointer: "", message: `must not be nested deeper than ${MAX_DEPTH} levels` }];
  if (!isJson(schema, MAX_DEPTH) || !isJsonObject(schema))
    return [{ pointer: "", message: "must be a JSON object" }];
  if (jsonSize(schema) > MAX_SCHEMA_BYTES)
    return [{ pointer: "", message: `must not be larger than ${MAX_SCHEMA_BYTES / 1024} KiB` }];
  if (countPatterns(schema) > MAX_PATTERNS)
    return [{ pointer: "", message: `must not hold more than ${MAX_PATTERNS} patterns` }];
  const shape = schemaShapeProblems(schema, "");
  if (member(schema, "type") !== "object")
    shape.push({ pointer: "/type", message: 'must be "object": parameters have names' });
  return shape.length > 0 ? shape : valueProblems(schema);
}

/**
 * Whether `value` fits the schema, every fault at its place, and the value with defaults and fixed values filled in.
 * `schema` must have passed `checkParameterSchema`. Members a schema does not name are refused unless it says otherwise.
 * The same function serves the browser's forms, the command line and the server.
 */
export function validateParams(schema: ParameterSchema, value: unknown): Validation {
  return validateTolerantly(schema, value, () => null);
}

/** As `validateParams`, but a text that is still to be filled in (`opacity`) passes where its later value might. */
export function validateTolerantly(
  schema: ParameterSchema,
  value: unknown,
  opacity: (text: string) => Opacity,
): Validation {
  if (!isJson(value, MAX_DEPTH)) {
    const message = `must be JSON, nested at most ${MAX_DEPTH} levels deep`;
    return { valid: false, errors: [{ pointer: "", message }], value: null };
  }
  const walk = startWalk(schema, opacity);
  const filled = validateValue(schema, value, "", walk);
  return { valid: walk.problems.length === 0, errors: walk.problems, value: filled };
}

/** Faults of defaults, fixed values and choices that the schema they stand in would refuse. */
function valueProblems(schema: ParameterSchema): Problem[] {
  const walk = startWalk(schema, () => null);
  checkStatedValues(schema, "", walk);
  return [...walk.problems];
}

function checkStatedValues(schema: ParameterSchema, pointer: string, walk: Walk): void {
  for (const [at, value] of statedValues(schema, pointer)) validateValue(schema, value, at, walk);
  const { properties = {}, items, additionalProperties } = schema;
  for (const [name, inner] of Object.entries(properties))
    checkStatedValues(inner, pointerTo(`${pointer}/properties`, name), walk);
  if (items !== undefined) checkStatedValues(items, `${pointer}/items`, walk);
  if (typeof additionalProperties === "object")
    checkStatedValues(additionalProperties, `${pointer}/additionalProperties`, walk);
}

function statedValues(schema: ParameterSchema, pointer: string): [string, JsonValue][] {
  const { const: fixed, default: usual, enum: values = [], oneOf = [] } = schema;
  return [
    ...(usual === undefined ? [] : [[`${pointer}/default`, usual] as [string, JsonValue]]),
    ...(fixed === undefined ? [] : [[`${pointer}/const`, fixed] as [string, JsonValue]]),
    ...values.map((value, at): [string, JsonValue] => [`${pointer}/enum/${at}`, value]),
    ...oneOf.map((choice, at): [string, JsonValue] => [
      `${pointer}/oneOf/${at}/const`,
      choice.const,
    ]),
  ];
}

function countPatterns(schema: JsonObject): number {
  return subschemas(schema, "").reduce(
    (sum, [, inner]) => sum + (isJsonObject(inner) ? countPatterns(inner) : 0),
    Object.hasOwn(schema, "pattern") ? 1 : 0,
  );
}
