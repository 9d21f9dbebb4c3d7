import { isJsonObject, type JsonObject, member } from "../json.ts";
import { validateParams } from "./parameter-schema.ts";
import { renderConfig } from "./placeholders.ts";
import type { RenderInput } from "./types.ts";

/** What workers outside ask for, and how they get the run. */
export type ExternalTask = { readonly task: string; readonly transport: "http" | "rabbitmq" };

const NO_SECRETS: ReadonlyMap<string, string> = new Map();

/**
 * The task of an external run, known before anybody has it: of the configuration only what names it is filled in, without
 * secrets. Null when that cannot be done; what is wrong shows when the whole is rendered.
 */
export function renderExternalTask(
  input: Omit<RenderInput, "secrets" | "params" | "executor"> & { readonly params: unknown },
): ExternalTask | null {
  const params = validateParams(input.schema, input.params);
  if (!params.valid || !isJsonObject(params.value)) return null;
  const rendered = renderConfig({
    ...input,
    executor: "external",
    config: naming(input.config),
    params: params.value,
    secrets: NO_SECRETS,
  });
  if (!rendered.ok) return null;
  const { task, transport } = rendered.config;
  if (typeof task !== "string") return null;
  return { task, transport: transport === "rabbitmq" ? "rabbitmq" : "http" };
}

function naming(config: JsonObject): JsonObject {
  const names = ["task", "transport"] as const;
  const members = names.map((name) => [name, member(config, name)] as const);
  return Object.fromEntries(members.filter((one) => one[1] !== undefined)) as JsonObject;
}
