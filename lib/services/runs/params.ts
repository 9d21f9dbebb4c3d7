import type { TemplateRow } from "../../../db/queries/templates.ts";
import { invalid } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/json.ts";
import { authorize } from "../authorize.ts";
import type { Context } from "../context.ts";
import { checkParamsUnder } from "../templates/check.ts";

/**
 * The parameters of a run asked for with some of its own, which replace the job's by top-level key; null when none
 * were given. On built-in templates they are configuration, so that giving any needs the right to edit jobs.
 * Throws `forbidden`, `invalid` with pointers below `/params`.
 */
export async function mergeParams(
  ctx: Context,
  projectId: string,
  template: TemplateRow,
  params: { readonly base: JsonObject; readonly given: JsonObject | undefined },
): Promise<JsonObject | null> {
  const { base, given } = params;
  if (given === undefined || Object.keys(given).length === 0) return null;
  if (template.builtIn) await authorize(ctx, "jobs.write", projectId, "job");
  const merged = { ...base, ...given };
  const problems = checkParamsUnder(template, merged);
  if (problems.length > 0) throw invalid(problems);
  return merged;
}
