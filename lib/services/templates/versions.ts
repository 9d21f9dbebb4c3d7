import { listTemplateVersions } from "../../../db/queries/template-versions.ts";
import type { Page } from "../../contracts/common.ts";
import type { TemplateVersionsQuery, TemplateView } from "../../contracts/template.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { reachTemplate } from "./find.ts";
import { templateView } from "./view.ts";

/** A page of a template's versions, newest first. Throws `not_found`. */
export async function listVersions(
  ctx: Context,
  reference: string,
  query: TemplateVersionsQuery,
): Promise<Page<TemplateView>> {
  const { project } = query;
  const template = await reachTemplate(ctx, "templates.read", { template: reference, project });
  return answerPage(query, {
    read: (page) => listTemplateVersions(ctx.db, template.id, page),
    keyOf: (row) => ({ createdAt: row.versionCreatedAt.getTime(), id: row.versionId }),
    view: (rows) => rows.map(templateView),
  });
}
