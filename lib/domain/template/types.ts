import type { JsonObject, JsonValue } from "../json.ts";
import type { Executor, PartialPolicies } from "../policies.ts";
import type { Problem } from "../problem.ts";
import type { Trigger } from "../run-state.ts";

export type JsonType = "object" | "array" | "string" | "integer" | "number" | "boolean" | "null";

/** One choice with words of its own: the supported form of `oneOf`. */
export type SchemaChoice = {
  readonly const: JsonValue;
  readonly title?: string;
  readonly description?: string;
};

/** The supported part of JSON Schema 2020-12, as `checkParameterSchema` accepts it. See `docs/templates.md`. */
export type ParameterSchema = {
  readonly $schema?: string;
  readonly $comment?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly JsonValue[];
  readonly deprecated?: boolean;
  readonly readOnly?: boolean;
  readonly default?: JsonValue;
  readonly type?: JsonType | readonly JsonType[];
  readonly const?: JsonValue;
  readonly enum?: readonly JsonValue[];
  readonly oneOf?: readonly SchemaChoice[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly items?: ParameterSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: { readonly [name: string]: ParameterSchema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | ParameterSchema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
};

/** `value` is what was given, with defaults and fixed values filled in; use it only when `valid`. */
export type Validation = {
  readonly valid: boolean;
  readonly errors: readonly Problem[];
  readonly value: JsonValue;
};

/** What placeholders see besides `params` and `secrets`. `scheduledFor` is RFC 3339 UTC with milliseconds. */
export type RunContext = {
  readonly run: { readonly id: string; readonly attempt: number; readonly trigger: Trigger };
  readonly job: { readonly id: string; readonly name: string };
  readonly scheduledFor: string;
};

export type PlaceholderOptions = {
  readonly executor: Executor;
  /** "template": a template's configuration. "built_in": parameters of a built-in template, in which `params` is unknown. */
  readonly scope: "template" | "built_in";
  /** Names of the project's secrets; without them any well-formed name passes. */
  readonly secretNames?: ReadonlySet<string>;
};

export type RenderInput = {
  readonly executor: Executor;
  readonly config: JsonObject;
  readonly schema: ParameterSchema;
  /** Validated, defaults filled in. */
  readonly params: JsonObject;
  readonly context: RunContext;
  /** Values by name, at least those `findSecretNames` asks for; "masked" shows `***` in place of each. */
  readonly secrets: ReadonlyMap<string, string> | "masked";
  /** Told of every text a filter made of a secret's value: it is as secret as that. */
  readonly derived?: (text: string) => void;
  /** The template is a built-in one: its parameters are configuration, and placeholders in them are expanded. */
  readonly builtIn: boolean;
};

export type Rendered =
  | { readonly ok: true; readonly config: JsonObject }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A template that comes with the product. */
export type BuiltInTemplate = {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly executor: Executor;
  readonly parameters: ParameterSchema;
  readonly config: JsonObject;
  readonly policies: PartialPolicies;
};
