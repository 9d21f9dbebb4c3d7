import { isJsonObject, isList, type JsonObject, type JsonValue } from "../json.ts";
import type { Executor } from "../policies.ts";
import { type Problem, pointerTo } from "../problem.ts";
import { type Position, positionOf } from "./field-positions.ts";
import { applyFilter, percentEncode, toText } from "./filters.ts";
import { isSecretName } from "./formats.ts";
import { type Reference, resolveName, schemaAt, valueAt } from "./placeholder-names.ts";
import { MAX_PLACEHOLDERS, NAME_MESSAGE } from "./placeholder-problems.ts";
import {
  type Expression,
  hasPlaceholder,
  type Part,
  parsePlaceholders,
  wholePlaceholder,
} from "./placeholder-syntax.ts";
import type { ParameterSchema, RunContext } from "./types.ts";

/** Largest configuration after filling in, in characters of JSON. */
const MAX_RENDERED_SIZE = 1_048_576;

/** A secret's value, or what is shown in its place. */
export type Secret = { readonly value: string; readonly masked: boolean };

/** What one filling carries along; `params` is null where parameters may not be named. */
export type Filling = {
  readonly executor: Executor;
  readonly params: { readonly values: JsonObject; readonly schema: ParameterSchema } | null;
  readonly context: RunContext;
  readonly secret: (name: string) => Secret | null;
  /** Told of every text a filter made of a secret. */
  readonly derived: ((text: string) => void) | null;
  readonly problems: Problem[];
  sizeLeft: number;
  placeholdersLeft: number;
};

/** A filling that has spent nothing yet. */
export function startFilling(
  given: Pick<Filling, "executor" | "params" | "context" | "secret" | "derived">,
): Filling {
  return {
    ...given,
    problems: [],
    sizeLeft: MAX_RENDERED_SIZE,
    placeholdersLeft: MAX_PLACEHOLDERS,
  };
}

/** The value with its placeholders filled in, once; undefined where a whole placeholder has no value. Faults go to the filling. */
export function fillValue(
  value: JsonValue,
  pointer: string,
  filling: Filling,
): JsonValue | undefined {
  if (typeof value === "string") return fillText(value, pointer, filling);
  if (isList(value))
    return value.flatMap((item, index) => {
      const filled = fillValue(item, pointerTo(pointer, index), filling);
      return filled === undefined ? [] : [filled];
    });
  return isJsonObject(value) ? fillObject(value, pointer, filling) : value;
}

function fillObject(object: JsonObject, pointer: string, filling: Filling): JsonObject {
  const members = Object.entries(object).flatMap(([name, item]): [string, JsonValue][] => {
    const at = pointerTo(pointer, name);
    if (hasPlaceholder(name)) filling.problems.push({ pointer: at, message: NAME_MESSAGE });
    const filled = fillValue(item, at, filling);
    return filled === undefined ? [] : [[name, filled]];
  });
  return Object.fromEntries(members);
}

function fillText(text: string, pointer: string, filling: Filling): JsonValue | undefined {
  if (!hasPlaceholder(text)) return text;
  const parsed = parsePlaceholders(text);
  if (!parsed.ok) {
    filling.problems.push({ pointer, message: parsed.message });
    return undefined;
  }
  const position = positionOf(filling.executor, pointer);
  const whole = wholePlaceholder(parsed.parts);
  if (whole === null) return joinParts(parsed.parts, position, pointer, filling);
  const { value } = evaluate(whole, position, pointer, filling);
  return value === undefined || spend(toText(value).length, pointer, filling) ? value : undefined;
}

function joinParts(
  parts: readonly Part[],
  position: Position,
  pointer: string,
  filling: Filling,
): string | undefined {
  const faultsBefore = filling.problems.length;
  const pieces = parts.map((part) => {
    const piece = typeof part === "string" ? part : fillPart(part, position, pointer, filling);
    return spend(piece.length, pointer, filling) ? piece : "";
  });
  if (filling.problems.length > faultsBefore) return undefined;
  const text = pieces.join("");
  if (position === "url" && hasDotSegment(text)) {
    const message = "a value must not make . or .. a step of the path";
    filling.problems.push({ pointer, message });
  }
  return text;
}

function fillPart(part: Expression, position: Position, pointer: string, filling: Filling): string {
  const faultsBefore = filling.problems.length;
  const { value, masked } = evaluate(part, position, pointer, filling);
  if (filling.problems.length > faultsBefore) return "";
  if (value === undefined || value === null) {
    const message = `${part.source} has no value; give the parameter one, or add | default: "…"`;
    filling.problems.push({ pointer, message });
    return "";
  }
  const encoded = part.filters.at(-1)?.name === "urlencode";
  return position === "url" && !masked && !encoded ? percentEncode(toText(value)) : toText(value);
}

type Evaluated = {
  readonly value: JsonValue | undefined;
  readonly masked: boolean;
  /** It is, or was made of, a secret's value. */
  readonly secret: boolean;
};

const NOTHING: Evaluated = plain(undefined);

function plain(value: JsonValue | undefined): Evaluated {
  return { value, masked: false, secret: false };
}

function evaluate(
  expression: Expression,
  position: Position,
  pointer: string,
  filling: Filling,
): Evaluated {
  filling.placeholdersLeft -= 1;
  const fault =
    filling.placeholdersLeft < 0
      ? `more than ${MAX_PLACEHOLDERS} placeholders are filled in`
      : null;
  const read = fault === null ? readOperand(expression, position, filling) : fault;
  const filtered = typeof read === "string" ? read : applyFilters(expression, read);
  if (typeof filtered !== "string") {
    if (filtered.secret && typeof filtered.value === "string") filling.derived?.(filtered.value);
    return filtered;
  }
  filling.problems.push({ pointer, message: `${expression.source}: ${filtered}` });
  return NOTHING;
}

/** The value a name or literal stands for, or what is wrong with it. */
function readOperand(
  { operand }: Expression,
  position: Position,
  filling: Filling,
): Evaluated | string {
  if (operand.kind === "literal") return plain(operand.value);
  const reference = resolveName(operand.path);
  const name = operand.path.join(".");
  switch (reference?.kind) {
    case undefined:
      return `there is no ${name}`;
    case "context":
      return plain(reference.read(filling.context));
    case "secret":
      return readSecret(reference.name, filling);
    case "params":
      return filling.params === null
        ? `there is no ${name} here`
        : readParameter(reference, filling.params, position, filling);
  }
}

function readParameter(
  { path }: Extract<Reference, { kind: "params" }>,
  { values, schema }: NonNullable<Filling["params"]>,
  position: Position,
  filling: Filling,
): Evaluated | string {
  const value = valueAt(values, path);
  const isReference = schemaAt(schema, path)?.format === "secret" && typeof value === "string";
  if (!isReference || position === "secret_name") return plain(value);
  return isSecretName(value) ? readSecret(value, filling) : `${value} cannot be a secret's name`;
}

function readSecret(name: string, filling: Filling): Evaluated | string {
  const found = filling.secret(name);
  return found === null ? `there is no secret ${name} in this project` : { ...found, secret: true };
}

function applyFilters({ filters }: Expression, read: Evaluated): Evaluated | string {
  let { value } = read;
  for (const call of filters) {
    const isMissing = value === undefined || value === null;
    if (call.name === "default") value = isMissing ? call.argument : value;
    else if (value !== undefined && value !== null && !read.masked) {
      const filtered = applyFilter(call, value);
      if (!filtered.ok) return filtered.message;
      value = filtered.value;
    }
  }
  return { ...read, value };
}

/** Whether the size may still be added; says so once when it may not. */
function spend(size: number, pointer: string, filling: Filling): boolean {
  const fitted = filling.sizeLeft >= 0;
  filling.sizeLeft -= size;
  if (filling.sizeLeft >= 0) return true;
  const message = `the configuration grows beyond ${MAX_RENDERED_SIZE} characters`;
  if (fitted) filling.problems.push({ pointer, message });
  return false;
}

/** Whether the path of a URL holds a step that its parser would resolve away, so that it leads elsewhere. */
function hasDotSegment(url: string): boolean {
  const [path = ""] = url.split(/[?#]/, 1);
  return path.split(/[/\\]/).some((step) => /^(?:\.|%2e){1,2}$/i.test(step));
}
