import { isJsonObject, isList, type JsonObject, type JsonValue, member } from "../json.ts";
import { isSecretName } from "./formats.ts";
import type { ParameterSchema, RunContext } from "./types.ts";
import { additionalSchema, typesOf } from "./validate-value.ts";

/** Names that are always there, and how each is read. */
const CONTEXT_NAMES: ReadonlyMap<string, (context: RunContext) => JsonValue> = new Map<
  string,
  (context: RunContext) => JsonValue
>([
  ["run.id", ({ run }) => run.id],
  ["run.attempt", ({ run }) => run.attempt],
  ["run.trigger", ({ run }) => run.trigger],
  ["job.id", ({ job }) => job.id],
  ["job.name", ({ job }) => job.name],
  ["scheduledFor", ({ scheduledFor }) => scheduledFor],
]);

const LISTED_PARAMETERS = 20;

/** What a name stands for, told by its path alone. */
export type Reference =
  | { readonly kind: "context"; readonly read: (context: RunContext) => JsonValue }
  | { readonly kind: "secret"; readonly name: string }
  | { readonly kind: "params"; readonly path: readonly string[] };

/** What a dotted name refers to; null when there is no such thing. */
export function resolveName(path: readonly string[]): Reference | null {
  const read = CONTEXT_NAMES.get(path.join("."));
  if (read !== undefined) return { kind: "context", read };
  const [root, name, ...rest] = path;
  if (root === "params") return { kind: "params", path: path.slice(1) };
  if (root !== "secrets" || name === undefined || rest.length > 0) return null;
  return isSecretName(name) ? { kind: "secret", name } : null;
}

/** The names that may be used, for a message; `schema` null where parameters may not. */
export function knownNames(schema: ParameterSchema | null): string {
  const parameters = Object.keys(schema?.properties ?? {}).slice(0, LISTED_PARAMETERS);
  const names = parameters.map((name) => `params.${name}`);
  return [...names, ...CONTEXT_NAMES.keys(), "secrets.NAME"].join(", ");
}

/** The schema of the value a path below the parameters leads to; null when the schema rules such a value out. */
export function schemaAt(root: ParameterSchema, path: readonly string[]): ParameterSchema | null {
  let schema: ParameterSchema | null = root;
  for (const segment of path) schema = schema && step(schema, segment, schema === root);
  return schema;
}

/** The value at a path below the parameters; undefined when there is none. Own members only. */
export function valueAt(params: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = params;
  for (const segment of path) {
    if (isJsonObject(value)) value = member(value, segment);
    else if (value !== undefined && isList(value) && isIndex(segment))
      value = value[Number(segment)];
    else return undefined;
  }
  return value;
}

function step(schema: ParameterSchema, segment: string, isRoot: boolean): ParameterSchema | null {
  const types = typesOf(schema);
  const inObject =
    types === null || types.includes("object")
      ? (member(schema.properties ?? {}, segment) ?? additionalSchema(schema, isRoot))
      : null;
  if (inObject !== null) return inObject;
  const mayBeList = types === null || types.includes("array");
  return mayBeList && isIndex(segment) ? (schema.items ?? {}) : null;
}

function isIndex(segment: string): boolean {
  return /^\d{1,6}$/.test(segment);
}
