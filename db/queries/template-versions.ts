import { and, desc, eq, lt } from "drizzle-orm";
import type { JsonObject } from "../../lib/domain/json.ts";
import type { PartialPolicies } from "../../lib/domain/policies.ts";
import type { ParameterSchema } from "../../lib/domain/template/types.ts";
import type { Db, Tx } from "../client.ts";
import { templateVersions } from "../schema/template-versions.ts";

export type NewTemplateVersion = {
  readonly id: string;
  readonly templateId: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly parameters: ParameterSchema;
  readonly config: JsonObject;
  readonly policies: PartialPolicies;
  readonly comment: string | null;
  readonly createdBy: string | null;
};

/** Stores a version; versions are never changed afterwards. */
export async function insertTemplateVersion(tx: Tx, row: NewTemplateVersion): Promise<void> {
  await tx.insert(templateVersions).values(row);
}

export type TemplateVersionRow = {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly comment: string | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
};

/** A page of a template's versions, newest first, before version `before` if given. */
export function listTemplateVersions(
  on: Db | Tx,
  templateId: string,
  page: { readonly before?: number | undefined; readonly limit: number },
): Promise<TemplateVersionRow[]> {
  return on
    .select({
      id: templateVersions.id,
      version: templateVersions.version,
      name: templateVersions.name,
      comment: templateVersions.comment,
      createdBy: templateVersions.createdBy,
      createdAt: templateVersions.createdAt,
    })
    .from(templateVersions)
    .where(
      and(
        eq(templateVersions.templateId, templateId),
        page.before === undefined ? undefined : lt(templateVersions.version, page.before),
      ),
    )
    .orderBy(desc(templateVersions.version))
    .limit(page.limit);
}
