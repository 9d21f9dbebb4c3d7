import type { JsonObject, JsonValue } from "../json.ts";
import { findPlaceholderProblems, renderConfig } from "./placeholders.ts";
import type { ParameterSchema, RenderInput } from "./types.ts";

/** Parameters of every shape a placeholder can reach into. */
export const schema: ParameterSchema = {
  type: "object",
  properties: {
    region: { type: "string" },
    limit: { type: "integer" },
    on: { type: "boolean" },
    nothing: { type: ["string", "null"] },
    list: { type: "array", items: { type: "object", properties: { id: { type: "integer" } } } },
    inner: { type: "object", properties: { a: { type: "string" } } },
    free: {},
    token: { type: "string", format: "secret" },
  },
};
export const context: RenderInput["context"] = {
  run: { id: "run-1", attempt: 2, trigger: "schedule" },
  job: { id: "job-1", name: "EU report" },
  scheduledFor: "2026-03-29T23:30:05.250Z",
};
export const secrets = new Map([["API_KEY", "s3cr3t/+"]]);

/** Renders for external work unless told otherwise. */
export function render(config: JsonObject, more: Partial<RenderInput> = {}) {
  const executor = "external";
  return renderConfig({
    executor,
    config,
    schema,
    params: {},
    context,
    secrets,
    builtIn: false,
    ...more,
  });
}

/** Renders one value as the payload of an external task. */
export function payload(
  value: JsonValue,
  params: JsonObject = {},
  more: Partial<RenderInput> = {},
) {
  const rendered = render({ task: "t", payload: [value] }, { params, ...more });
  return rendered.ok ? rendered.config["payload"] : rendered.problems;
}

/** Renders a POST over HTTP. */
export function http(config: JsonObject, params: JsonObject = {}, more: Partial<RenderInput> = {}) {
  return render({ method: "POST", ...config }, { executor: "http", params, ...more });
}

/** What is found when a configuration is saved. */
export const faults = (config: JsonValue, more: object = {}) =>
  findPlaceholderProblems(config, schema, { executor: "http", scope: "template", ...more });
