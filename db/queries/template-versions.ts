import { and, desc, eq } from "drizzle-orm";
import type { JsonObject } from "../../lib/domain/json.ts";
import type { PartialPolicies } from "../../lib/domain/policies.ts";
import type { ParameterSchema } from "../../lib/domain/template/types.ts";
import type { Db, Tx } from "../client.ts";
import { after, type Keyset } from "../keyset.ts";
import { projects } from "../schema/projects.ts";
import { templateVersions } from "../schema/template-versions.ts";
import { templates } from "../schema/templates.ts";
import { users } from "../schema/users.ts";
import { type TemplateRow, templateColumns } from "./templates.ts";

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

/** A page of a template's versions, newest first. `createdAt` and `id` of the keyset are the version's. */
export function listTemplateVersions(
  on: Db | Tx,
  templateId: string,
  page: { readonly after?: Keyset | undefined; readonly limit: number },
): Promise<TemplateRow[]> {
  return on
    .select(templateColumns)
    .from(templateVersions)
    .innerJoin(templates, eq(templates.id, templateVersions.templateId))
    .leftJoin(projects, eq(projects.id, templates.projectId))
    .leftJoin(users, eq(users.id, templateVersions.createdBy))
    .where(and(eq(templateVersions.templateId, templateId), after(templateVersions, page.after)))
    .orderBy(desc(templateVersions.createdAt), desc(templateVersions.id))
    .limit(page.limit);
}
