import { listTemplates } from "../../../db/queries/templates.ts";
import type { Page } from "../../contracts/common.ts";
import type { TemplateListQuery, TemplateView } from "../../contracts/template.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { templateView } from "./view.ts";

/** A page of the project's templates and the built-in ones, newest first; archived ones only when asked for. */
export async function listTemplatesOf(
  ctx: Context,
  query: TemplateListQuery,
): Promise<Page<TemplateView>> {
  const project = await enterProject(ctx, "templates.read", query.project);
  const { executor, q, archived = false } = query;
  return answerPage(query, {
    read: (page) =>
      listTemplates(ctx.db, { projectId: project.id, executor, q, archived, ...page }),
    keyOf: ({ createdAt, id }) => ({ createdAt: createdAt.getTime(), id }),
    view: (rows) => rows.map(templateView),
  });
}
