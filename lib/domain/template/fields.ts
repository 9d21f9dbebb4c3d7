import type { JsonValue } from "../json.ts";
import { pointerTo } from "../problem.ts";
import type { JsonType, ParameterSchema, SchemaChoice } from "./types.ts";
import { typesOf } from "./validate-value.ts";

/** What a form, a command line or a document offers for one parameter. */
export type FieldKind =
  | "text"
  | "multiline"
  | "email"
  | "uri"
  | "uuid"
  | "date"
  | "date-time"
  | "duration"
  | "secret"
  | "integer"
  | "number"
  | "boolean"
  | "choice"
  | "choices"
  | "list"
  | "object"
  | "map"
  | "json"
  | "fixed"
  | "hidden";

/** One parameter as a person meets it. */
export type Field = {
  readonly name: string;
  /** JSON pointer below the parameters. */
  readonly pointer: string;
  readonly kind: FieldKind;
  readonly title: string;
  readonly description: string;
  readonly required: boolean;
  /** Null is a value the field takes. */
  readonly nullable: boolean;
  readonly schema: ParameterSchema;
  /** Filled for `choice` and `choices`. */
  readonly choices: readonly SchemaChoice[];
  /** Filled for `object`. */
  readonly fields: readonly Field[];
};

/** The fields of a schema's properties in their order, for generated forms. */
export function fieldsOf(schema: ParameterSchema, pointer = ""): Field[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const at = pointerTo(pointer, name);
    const kind = fieldKind(property);
    return {
      name,
      pointer: at,
      kind,
      title: property.title ?? name,
      description: property.description ?? "",
      required: schema.required?.includes(name) ?? false,
      nullable: typesOf(property)?.includes("null") ?? false,
      schema: property,
      choices: choicesOf(kind === "choices" ? (property.items ?? {}) : property),
      fields: kind === "object" ? fieldsOf(property, at) : [],
    };
  });
}

/** The kind of field a schema describes. Where several types are allowed, the first one that is not null counts. */
export function fieldKind(schema: ParameterSchema): FieldKind {
  if (schema.const !== undefined) return schema.readOnly === true ? "fixed" : "hidden";
  if (choicesOf(schema).length > 0) return "choice";
  const type = typesOf(schema)?.find((each) => each !== "null");
  return type === undefined ? "json" : kindOfType(type, schema);
}

/** The choices `enum` or `oneOf` offer; none where neither is there. */
export function choicesOf({ enum: values, oneOf }: ParameterSchema): readonly SchemaChoice[] {
  return oneOf ?? (values ?? []).map((value): SchemaChoice => ({ const: value }));
}

/** The words for a choice. */
export function choiceTitle({ const: value, title }: SchemaChoice): string {
  return title ?? (typeof value === "string" ? value : JSON.stringify(value));
}

/** What a form starts with: the fixed value or default of a field, undefined when it has neither. */
export function initialValue({
  const: fixed,
  default: usual,
}: ParameterSchema): JsonValue | undefined {
  return fixed === undefined ? usual : fixed;
}

function kindOfType(type: JsonType, schema: ParameterSchema): FieldKind {
  switch (type) {
    case "string":
      return TEXT_KINDS.get(schema.format ?? "") ?? "text";
    case "array":
      return schema.uniqueItems === true && choicesOf(schema.items ?? {}).length > 0
        ? "choices"
        : "list";
    case "object":
      if (schema.properties !== undefined) return "object";
      return typeof schema.additionalProperties === "object" ? "map" : "json";
    case "integer":
    case "number":
    case "boolean":
      return type;
    case "null":
      return "json";
  }
}

const TEXT_KINDS: ReadonlyMap<string, FieldKind> = new Map<string, FieldKind>([
  ["multiline", "multiline"],
  ["email", "email"],
  ["uri", "uri"],
  ["uuid", "uuid"],
  ["date", "date"],
  ["date-time", "date-time"],
  ["duration", "duration"],
  ["secret", "secret"],
]);
