import type { JsonObject, JsonValue } from "../../domain/json.ts";
import type { Rendered } from "../../domain/template/types.ts";
import type { Platform } from "../context.ts";
import { type ExecutedRun, renderExecution, secretNamesOf } from "../runs/render-execution.ts";
import { rememberNames, secretReaderOf } from "../secrets/outside.ts";
import { SecretUnreadable } from "../secrets/reader.ts";

/** The configuration of a run for somebody outside, with the secrets it names, which its reports will be searched for. */
export async function fillIn(platform: Platform, work: ExecutedRun): Promise<Rendered> {
  const names = secretNamesOf(work);
  const { id, projectId } = work.run;
  rememberNames(id, { projectId, names });
  try {
    const { values } = await secretReaderOf(platform).read(projectId, names);
    return renderExecution(work, values);
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    return { ok: false, problems: [{ pointer: "/secrets", message: error.message }] };
  }
}

/** What whoever does a task is given. Without a payload, the parameters: those of a built-in template are its configuration. */
export function taskParams(config: JsonObject): JsonValue {
  return Object.hasOwn(config, "payload") ? (config["payload"] ?? null) : config;
}
