import type { TemplateView } from "../../../lib/contracts/template.ts";
import { type Problem, prefixProblems } from "../../../lib/domain/problem.ts";
import type { ParameterSchema } from "../../../lib/domain/template/types.ts";
import type { JobDraft } from "./job-draft.ts";

const KEY = /^[a-z0-9][a-z0-9-]{0,99}$/;
const MOST_NAME = 200;

type Template = Pick<TemplateView, "builtIn" | "executor" | "parameters">;

/** Faults the browser can find by itself, by the server's rules and with its pointers. The schedule's come with its preview. */
export async function checkDraft(
  draft: JobDraft,
  template: Template | undefined,
): Promise<Problem[]> {
  return [...checkNames(draft), ...(template ? await checkParams(draft, template) : [])];
}

function checkNames({ name, key }: JobDraft): Problem[] {
  const problems: Problem[] = [];
  if (name.trim() === "") problems.push({ pointer: "/name", message: "Give the job a name." });
  if (name.length > MOST_NAME) {
    problems.push({ pointer: "/name", message: `must have at most ${MOST_NAME} characters` });
  }
  if (key !== "" && !KEY.test(key)) {
    const message = "must be lower-case letters, digits and hyphens, at most 100";
    problems.push({ pointer: "/key", message });
  }
  return problems;
}

/** The rules are loaded when first needed: with their engine for patterns they are larger than the form. */
async function checkParams(draft: JobDraft, template: Template): Promise<Problem[]> {
  if (template.builtIn) {
    const { checkExecutorConfig } = await import("../../../lib/domain/template/executor-config.ts");
    return prefixProblems("/params", checkExecutorConfig(template.executor, draft.params));
  }
  const { validateParams } = await import("../../../lib/domain/template/parameter-schema.ts");
  const { errors } = validateParams(template.parameters as ParameterSchema, draft.params);
  return prefixProblems("/params", errors);
}
