import type { JsonValue } from "../json.ts";
import type { Executor } from "../policies.ts";
import { EXECUTOR_SCHEMAS } from "./executor-schemas.ts";
import type { BuiltInTemplate, ParameterSchema } from "./types.ts";

type Defaults = { readonly [field: string]: JsonValue };

/** The templates every project has. Their parameters are exactly the fields of their executor's configuration. */
export const BUILT_IN_TEMPLATES: readonly BuiltInTemplate[] = [
  builtIn({
    slug: "http-request",
    name: "HTTP request",
    description: "Calls a URL and keeps the answer.",
    executor: "http",
    defaults: {
      method: "GET",
      expectStatus: ["2xx"],
      followRedirects: false,
      sign: true,
      mode: "sync",
    },
  }),
  builtIn({
    slug: "send-email",
    name: "Send e-mail",
    description: "Sends a message over SMTP.",
    executor: "email",
    defaults: {},
  }),
  builtIn({
    slug: "run-container",
    name: "Run a container",
    description: "Runs an image to its end and keeps what it prints.",
    executor: "container",
    defaults: { pull: "missing" },
  }),
  builtIn({
    slug: "external-task",
    name: "External task",
    description: "Hands the work to a worker of your own, in any language.",
    executor: "external",
    defaults: { transport: "http" },
  }),
];

/** The built-in template of that slug, undefined when there is none. */
export function findBuiltIn(slug: string): BuiltInTemplate | undefined {
  return BUILT_IN_TEMPLATES.find((template) => template.slug === slug);
}

function builtIn({
  executor,
  defaults,
  ...about
}: Pick<BuiltInTemplate, "slug" | "name" | "description"> & {
  readonly executor: Executor;
  readonly defaults: Defaults;
}): BuiltInTemplate {
  const parameters = withDefaults(EXECUTOR_SCHEMAS[executor], defaults);
  const fields = Object.keys(parameters.properties ?? {});
  const config = Object.fromEntries(fields.map((field) => [field, `{{ params.${field} }}`]));
  return { ...about, executor, parameters, config, policies: {} };
}

function withDefaults(schema: ParameterSchema, defaults: Defaults): ParameterSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const value = defaults[name];
    return [name, value === undefined ? property : { ...property, default: value }] as const;
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}
