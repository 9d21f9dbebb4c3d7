import type { TemplateQuery, TemplateView } from "../../contracts/template.ts";
import type { Context } from "../context.ts";
import { reachTemplate } from "./find.ts";
import { templateView } from "./view.ts";

/** One template by id or slug, at its latest version or the one named. Throws `not_found`. */
export async function getTemplate(
  ctx: Context,
  reference: string,
  query: TemplateQuery,
): Promise<TemplateView> {
  return templateView(
    await reachTemplate(ctx, "templates.read", { template: reference, ...query }),
  );
}
