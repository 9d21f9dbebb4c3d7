import { isJsonObject, isList, type JsonValue, member } from "../json.ts";
import type { ParameterSchema } from "./types.ts";
import { typesOf } from "./validate-value.ts";

/**
 * Numbers and booleans written as text where a field takes nothing but text. A whole placeholder keeps its value's type,
 * and a header such as `x-attempt: {{ run.attempt }}` would be refused for it.
 */
export function coerceTexts(schema: ParameterSchema, value: JsonValue): JsonValue {
  const types = typesOf(schema);
  if (typeof value === "number" || typeof value === "boolean")
    return types?.length === 1 && types[0] === "string" ? String(value) : value;
  const { items, properties = {}, additionalProperties } = schema;
  if (typeof value !== "object" || value === null) return value;
  if (isList(value))
    return items === undefined ? value : value.map((item) => coerceTexts(items, item));
  if (!isJsonObject(value)) return value;
  const rest = typeof additionalProperties === "object" ? additionalProperties : {};
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      coerceTexts(member(properties, name) ?? rest, item),
    ]),
  );
}
