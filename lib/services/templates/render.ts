import { readNow } from "../../../db/sql.ts";
import type { RenderBody, RenderView, TemplateQuery } from "../../contracts/template.ts";
import type { JsonObject } from "../../domain/json.ts";
import { type Problem, prefixProblems } from "../../domain/problem.ts";
import { NO_JOB } from "../../domain/schedule/hash.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import { checkJobParams, renderConfig } from "../../domain/template/placeholders.ts";
import type { Context } from "../context.ts";
import { reachTemplate } from "./find.ts";

/** What would be executed with these parameters now, by a job that has no id or name yet; secrets are masked. Throws `not_found`. */
export async function renderTemplate(
  ctx: Context,
  reference: string,
  body: RenderBody,
  query: TemplateQuery,
): Promise<RenderView> {
  const template = await reachTemplate(ctx, "templates.read", { template: reference, ...query });
  const { executor, builtIn, config, parameters: schema } = template;
  const checked = checkJobParams({ executor, schema, builtIn }, body.params ?? {});
  if (!checked.valid) return faulty(prefixProblems("/params", checked.errors));
  const now = formatInstant(await readNow(ctx.db));
  const rendered = renderConfig({
    executor,
    builtIn,
    config,
    schema,
    params: checked.value as JsonObject,
    context: {
      run: { id: NO_JOB, attempt: 1, trigger: "manual" },
      job: { id: NO_JOB, name: "" },
      scheduledFor: now,
    },
    secrets: "masked",
  });
  if (rendered.ok) return { valid: true, errors: [], config: rendered.config };
  return faulty(prefixProblems(builtIn ? "/params" : "/config", rendered.problems));
}

function faulty(errors: readonly Problem[]): RenderView {
  return { valid: false, errors: [...errors], config: null };
}
