import type { JsonObject } from "../../domain/json.ts";
import {
  checkPolicies,
  type Executor,
  executionKind,
  type PartialPolicies,
  resolvePolicies,
} from "../../domain/policies.ts";
import { type Problem, prefixProblems } from "../../domain/problem.ts";
import { checkExecutorConfig } from "../../domain/template/executor-config.ts";
import { checkParameterSchema } from "../../domain/template/parameter-schema.ts";
import { checkJobParams, findPlaceholderProblems } from "../../domain/template/placeholders.ts";
import type { ParameterSchema } from "../../domain/template/types.ts";

/** What a template version says that can be wrong. */
export type TemplateDefinition = {
  readonly executor: Executor;
  readonly parameters: JsonObject;
  readonly config: JsonObject;
  readonly policies: PartialPolicies;
};

/** Parameters of a template that names none: it takes none. */
export const NO_PARAMETERS: JsonObject = {
  type: "object",
  properties: {},
  additionalProperties: false,
};

/** Everything that is wrong with a template about to be saved, with pointers below `/parameters`, `/config` and `/policies`. */
export function checkTemplate(template: TemplateDefinition): Problem[] {
  const { executor, parameters, config, policies } = template;
  const schema = checkParameterSchema(parameters);
  // Names of parameters mean nothing under a schema that cannot be read.
  const known = (schema.length === 0 ? parameters : NO_PARAMETERS) as ParameterSchema;
  const placeholders =
    schema.length === 0
      ? findPlaceholderProblems(config, known, { executor, scope: "template" })
      : [];
  return [
    ...prefixProblems("/parameters", schema),
    ...prefixProblems("/config", [...checkExecutorConfig(executor, config), ...placeholders]),
    ...checkPolicies(resolvePolicies(executionKind(executor, config), policies)),
  ];
}

/** What is wrong with a job's parameters and policies under a template, with pointers below `/params` and `/policies`. */
export function checkJobUnder(
  template: TemplateDefinition & { readonly builtIn: boolean },
  job: { readonly params: JsonObject; readonly policies: PartialPolicies },
): Problem[] {
  return [...checkParamsUnder(template, job.params), ...checkPoliciesUnder(template, job.policies)];
}

/** What is wrong with parameters under a template, with pointers below `/params`. */
export function checkParamsUnder(
  template: Pick<TemplateDefinition, "executor" | "parameters"> & { readonly builtIn: boolean },
  params: JsonObject,
): Problem[] {
  const { executor, builtIn } = template;
  const schema = template.parameters as ParameterSchema;
  return prefixProblems("/params", checkJobParams({ executor, schema, builtIn }, params).errors);
}

/** What is wrong with the policies in force when a job's stand over its template's, with pointers below `/policies`. */
export function checkPoliciesUnder(
  template: Pick<TemplateDefinition, "executor" | "config" | "policies">,
  policies: PartialPolicies,
): Problem[] {
  const kind = executionKind(template.executor, template.config);
  return checkPolicies(resolvePolicies(kind, template.policies, policies));
}
