import type { JsonObject } from "../../domain/json.ts";
import type { Problem } from "../../domain/problem.ts";
import { validateParams } from "../../domain/template/parameter-schema.ts";
import { findSecretNames, renderConfig } from "../../domain/template/placeholders.ts";
import type { ParameterSchema, Rendered } from "../../domain/template/types.ts";
import type { ClaimedWork } from "./claim.ts";

type ParametersOfRun = { readonly run: Pick<ClaimedWork["run"], "params"> };

/** The parameters a run has: its own, or those of its job's version. */
export function parameterValues({ run, job }: Pick<ExecutedRun, "job"> & ParametersOfRun): unknown {
  return run.params ?? job.params;
}

/** A run with the definitions it was opened with, as far as its configuration depends on them. */
export type ExecutedRun = Pick<ClaimedWork, "job" | "template"> & {
  readonly run: Pick<
    ClaimedWork["run"],
    "id" | "projectId" | "jobId" | "trigger" | "scheduledFor" | "attempt" | "params"
  >;
};

/** The secrets of its project that a run's configuration names, sorted. Costs next to nothing where there are none. */
export function secretNamesOf(
  work: Pick<ExecutedRun, "job" | "template"> & ParametersOfRun,
): string[] {
  const { executor, builtIn, config, parameters } = work.template;
  const values = parameterValues(work);
  const isSure = executor !== "container" && !mayNameSecrets(work.template);
  if (isSure && !(builtIn && mentionsSecrets(values))) return [];
  const schema = parameters as ParameterSchema;
  const params = validateParams(schema, values).value as JsonObject;
  return findSecretNames({ executor, builtIn, config: config as JsonObject, schema, params });
}

/**
 * The executor's configuration for one attempt: parameters validated anew, placeholders filled in. `secrets` has a value
 * for each of `secretNamesOf` that exists; `derived` is told of every text a filter made of one.
 */
export function renderExecution(
  work: ExecutedRun,
  secrets: ReadonlyMap<string, string> = new Map(),
  derived: (text: string) => void = () => undefined,
): Rendered {
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
    secrets,
    derived,
    builtIn: template.builtIn,
  });
}

function inParams({ pointer, message }: Problem): Problem {
  return { pointer: `/params${pointer}`, message };
}

/** By version of a template, which does not change. */
const naming = new WeakMap<object, boolean>();

function mayNameSecrets(template: ExecutedRun["template"]): boolean {
  const known = naming.get(template);
  if (known !== undefined) return known;
  const names = mentionsSecrets(template.config) || hasSecretField(template.parameters);
  naming.set(template, names);
  return names;
}

function mentionsSecrets(value: unknown): boolean {
  if (typeof value === "string") return value.includes("secrets.");
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(mentionsSecrets);
}

function hasSecretField(schema: unknown): boolean {
  if (typeof schema !== "object" || schema === null) return false;
  return (
    ("format" in schema && schema.format === "secret") || Object.values(schema).some(hasSecretField)
  );
}
