import type { Tx } from "../../../db/client.ts";
import { isUsedElsewhere } from "../../../db/queries/jobs.ts";
import { shareTemplate, type TemplateRow } from "../../../db/queries/templates.ts";
import { conflict } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";

/**
 * Lets all projects read and use a template, or takes that back; undefined leaves it as it is. The caller has found that it is an
 * administrator who asks, and holds the template's lock. Throws `conflict` for a slug that is shared already, and while jobs of
 * other projects use it.
 */
export async function share(
  ctx: Context,
  tx: Tx,
  { id, slug, projectId, shared: before }: TemplateRow & { readonly projectId: string },
  shared: boolean | undefined,
): Promise<void> {
  if (shared === undefined || shared === before) return;
  if (!shared && (await isUsedElsewhere(tx, id, projectId)))
    throw conflict("Jobs of other projects use this template. It stays shared while they do.");
  if (!(await shareTemplate(tx, id, shared)))
    throw conflict(`Another template called ${slug} is shared with all projects already.`);
  await recordDeed(tx, ctx, {
    action: "template.updated",
    projectId,
    object: { kind: "template", id },
    before: { shared: before },
    after: { shared },
  });
}
