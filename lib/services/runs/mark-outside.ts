import type { Tx } from "../../../db/client.ts";
import type { JobVersionRow, TemplateVersionRow } from "../../../db/queries/definitions.ts";
import type { NewRun } from "../../../db/queries/run-transitions.ts";
import { capabilityFor } from "../../domain/capability.ts";
import type { JsonObject } from "../../domain/json.ts";
import { mayHandOver } from "../../domain/policies.ts";
import { renderExternalTask } from "../../domain/template/external-task.ts";
import type { ParameterSchema } from "../../domain/template/types.ts";
import { jobVersionKey, jobVersionsByKey, templateVersionsById } from "./definitions.ts";
import type { DecidedJob } from "./open-decisions.ts";

type WithMode = { readonly mode?: unknown };

/**
 * Marks runs about to be opened that not every worker of ours can take: those that need a capability, and those that
 * somebody outside has a part in. External ones get their task, by which they are
 * claimed, in place of a message; those a target may take over get the lease it would have. One whose task cannot be told
 * keeps its message: the worker that takes it says what is wrong.
 */
export async function markOutside(
  tx: Tx,
  jobs: readonly DecidedJob[],
  opening: readonly NewRun[],
): Promise<readonly NewRun[]> {
  const ids = jobs.map((job) => job.templateVersionId);
  const templates = await templateVersionsById(tx, ids);
  const runs = opening.map((run) => withNeeds(run, templates.get(run.templateVersionId)));
  const outside = new Map(
    jobs.flatMap((job) => {
      const template = templates.get(job.templateVersionId);
      return template !== undefined && mayLeave(template, job) ? [[job.id, { job, template }]] : [];
    }),
  );
  if (outside.size === 0) return runs;
  const versions = await jobVersionsByKey(
    tx,
    [...outside.values()]
      .filter(({ template }) => template.executor === "external")
      .map(({ job }) => ({ jobId: job.id, jobVersion: job.version })),
  );
  return runs.map((run) => {
    const of = outside.get(run.jobId);
    if (of === undefined || run.status !== "pending") return run;
    const { heartbeatTimeoutSeconds } = of.job.rules;
    if (of.template.executor !== "external") return { ...run, heartbeatTimeoutSeconds };
    const task = taskOf(run, versions.get(jobVersionKey(run.jobId, run.jobVersion)), of.template);
    if (task === null) return run;
    const { task: externalTask, transport: externalTransport } = task;
    return { ...run, dispatchId: null, externalTask, externalTransport, heartbeatTimeoutSeconds };
  });
}

function withNeeds(run: NewRun, template: TemplateVersionRow | undefined): NewRun {
  const needs = template === undefined ? null : capabilityFor(template.executor);
  return needs === null ? run : { ...run, needs };
}

function mayLeave({ executor, config }: TemplateVersionRow, job: DecidedJob): boolean {
  return executor === "external" || mayHandOver(executor, config as WithMode, job);
}

function taskOf(run: NewRun, job: JobVersionRow | undefined, template: TemplateVersionRow) {
  if (job === undefined) return null;
  return renderExternalTask({
    config: template.config as JsonObject,
    schema: template.parameters as ParameterSchema,
    params: run.params ?? job.params,
    context: {
      run: { id: run.id, attempt: 1, trigger: run.trigger },
      job: { id: run.jobId, name: job.name },
      scheduledFor: new Date(run.scheduledFor).toISOString(),
    },
    builtIn: template.builtIn,
  });
}
