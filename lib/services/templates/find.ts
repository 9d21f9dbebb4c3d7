import type { Db, Tx } from "../../../db/client.ts";
import {
  findTemplate,
  type TemplateName,
  type TemplateRow,
} from "../../../db/queries/templates.ts";
import type { Action } from "../../contracts/rights.ts";
import { forbidden, notFound } from "../../domain/errors.ts";
import { authorize, enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";

/** How a call names a template. */
export type TemplateReference = {
  /** Id or slug. */
  readonly template: string;
  /** The project a slug belongs to; the caller's default one when absent. An id must belong to it where it is said. */
  readonly project?: string | undefined;
  /** The latest when absent. */
  readonly version?: number | undefined;
};

/**
 * The template a call names, and the right to do `action` with it: in its own project, or for built-in and
 * shared ones in the project the call is about. Throws `not_found`, `forbidden`.
 */
export async function reachTemplate(
  ctx: Context,
  action: Action,
  { template: reference, project, version }: TemplateReference,
): Promise<TemplateRow> {
  if (!isId(reference)) {
    const { id: projectId } = await enterProject(ctx, action, project);
    return requireTemplate(ctx.db, { projectId, slug: reference }, version);
  }
  const row = await requireTemplate(ctx.db, { id: reference }, version);
  // Who may work in some project may read what is shared with all.
  const isLent = row.shared && row.archivedAt === null && action === "templates.read";
  if (project === undefined && row.projectId !== null && !isLent) {
    await authorize(ctx, action, row.projectId, "template");
    return row;
  }
  const entered = await enterProject(ctx, action, project);
  if (row.projectId !== null && row.projectId !== entered.id && !isLent) throw notFound("template");
  return row;
}

/** A template that is to be changed. Throws as `reachTemplate`, and `forbidden` for built-in ones. */
export async function reachOwnTemplate(
  ctx: Context,
  reference: TemplateReference,
): Promise<TemplateRow & { readonly projectId: string }> {
  const row = await reachTemplate(ctx, "templates.write", reference);
  const { projectId } = row;
  if (projectId === null)
    throw forbidden(
      `${row.slug} comes with the product and stays as it is. Make a template of your own instead.`,
    );
  // A slug may mean a shared one of another project, which only that may change.
  await authorize(ctx, "templates.write", projectId, "template");
  return { ...row, projectId };
}

/** A template, whoever asks. Throws `not_found`. */
export async function requireTemplate(
  on: Db | Tx,
  by: TemplateName,
  version?: number,
): Promise<TemplateRow> {
  const row = await findTemplate(on, by, version);
  if (row === undefined) throw notFound(version === undefined ? "template" : "template version");
  return row;
}

/** Ids a filter by template means; none at all finds nothing, undefined filters nothing. */
export async function templateIds(
  on: Db | Tx,
  projectId: string,
  references: readonly string[] | undefined,
): Promise<string[] | undefined> {
  if (references === undefined) return undefined;
  const found = references.map(async (reference) => {
    if (isId(reference)) return [reference];
    const row = await findTemplate(on, { projectId, slug: reference });
    return row === undefined ? [] : [row.id];
  });
  return (await Promise.all(found)).flat();
}
