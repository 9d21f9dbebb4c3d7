import { isJsonObject, isList, type JsonValue } from "../json.ts";
import { type Problem, pointerTo } from "../problem.ts";
import { type Position, positionOf } from "./field-positions.ts";
import { filterFault } from "./filters.ts";
import { knownNames, resolveName, schemaAt } from "./placeholder-names.ts";
import { type Expression, hasPlaceholder, parsePlaceholders } from "./placeholder-syntax.ts";
import type { ParameterSchema, PlaceholderOptions } from "./types.ts";

/** Placeholders in one configuration; rendering has to end soon whatever they say. */
export const MAX_PLACEHOLDERS = 500;

/** What a check of one configuration carries along; `schema` is null where parameters may not be named. */
export type PlaceholderCheck = {
  readonly schema: ParameterSchema | null;
  readonly options: PlaceholderOptions;
  readonly problems: Problem[];
  count: number;
};

/** Looks through every text of `value` and adds what is wrong with the placeholders in it. */
export function checkPlaceholders(
  value: JsonValue,
  pointer: string,
  check: PlaceholderCheck,
): void {
  if (typeof value === "string") {
    checkText(value, pointer, check);
  } else if (isList(value)) {
    for (const [index, item] of value.entries())
      checkPlaceholders(item, pointerTo(pointer, index), check);
  } else if (isJsonObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      const at = pointerTo(pointer, name);
      if (hasPlaceholder(name)) check.problems.push({ pointer: at, message: NAME_MESSAGE });
      checkPlaceholders(item, at, check);
    }
  }
}

/** Why a member name with `{{` is refused, when saved and when rendered. */
export const NAME_MESSAGE = "placeholders are filled in in values, not in names";

function checkText(text: string, pointer: string, check: PlaceholderCheck): void {
  if (!hasPlaceholder(text)) return;
  const parsed = parsePlaceholders(text);
  if (!parsed.ok) {
    check.problems.push({ pointer, message: parsed.message });
    return;
  }
  const position = positionOf(check.options.executor, pointer);
  for (const part of parsed.parts) {
    if (typeof part === "string" || check.count > MAX_PLACEHOLDERS) continue;
    check.count += 1;
    if (check.count === MAX_PLACEHOLDERS + 1)
      check.problems.push({ pointer, message: `is one placeholder too many: ${MAX_PLACEHOLDERS}` });
    const faults = [nameFault(part, position, check), ...part.filters.map(filterFault)];
    for (const fault of faults)
      if (fault !== null) check.problems.push({ pointer, message: `${part.source}: ${fault}` });
  }
}

function nameFault(
  { operand }: Expression,
  position: Position,
  { schema, options }: PlaceholderCheck,
): string | null {
  if (operand.kind === "literal") return null;
  const reference = resolveName(operand.path);
  const unknown = `there is no ${operand.path.join(".")}; known are ${knownNames(schema)}`;
  switch (reference?.kind) {
    case undefined:
      return unknown;
    case "context":
      return null;
    case "params":
      return schema !== null && schemaAt(schema, reference.path) !== null ? null : unknown;
    case "secret":
      if (position === "secret_name") return "this field takes the name of a secret, not its value";
      if (options.secretNames === undefined || options.secretNames.has(reference.name)) return null;
      return `there is no secret ${reference.name} in this project`;
  }
}
