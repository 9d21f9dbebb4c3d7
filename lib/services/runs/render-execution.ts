import type { JsonObject } from "../../domain/json.ts";
import type { Problem } from "../../domain/problem.ts";
import { validateParams } from "../../domain/template/parameter-schema.ts";
import { renderConfig } from "../../domain/template/placeholders.ts";
import type { ParameterSchema, Rendered } from "../../domain/template/types.ts";
import type { ClaimedWork } from "./claim.ts";

/** The parameters a run has: its own, or those of its job's version. */
export function parameterValues({ run, job }: Pick<ClaimedWork, "run" | "job">): unknown {
  return run.params ?? job.params;
}

/** The executor's configuration for one attempt: parameters validated anew, placeholders filled in. */
export function renderExecution(work: Pick<ClaimedWork, "run" | "job" | "template">): Rendered {
  const { run, job, template } = work;
  const schema = template.parameters as ParameterSchema;
  const params = validateParams(schema, parameterValues(work));
  if (!params.valid) return { ok: false, problems: params.errors.map(inParams) };
  return renderConfig({
    executor: template.executor,
    config: template.config as JsonObject,
    schema,
    params: params.value as JsonObject,
    context: {
      run: { id: run.id, attempt: run.attempt, trigger: run.trigger },
      job: { id: run.jobId, name: job.name },
      scheduledFor: new Date(run.scheduledFor).toISOString(),
    },
    secrets: new Map(),
    builtIn: template.builtIn,
  });
}

function inParams({ pointer, message }: Problem): Problem {
  return { pointer: `/params${pointer}`, message };
}
