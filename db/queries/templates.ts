import { and, desc, eq, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import type { JsonObject } from "../../lib/domain/json.ts";
import type { Executor, PartialPolicies } from "../../lib/domain/policies.ts";
import type { ParameterSchema } from "../../lib/domain/template/types.ts";
import type { Db, Tx } from "../client.ts";
import { after, containing, type Keyset } from "../keyset.ts";
import { databaseNow } from "../schema/columns.ts";
import { projects } from "../schema/projects.ts";
import { templateVersions } from "../schema/template-versions.ts";
import { templates } from "../schema/templates.ts";
import { users } from "../schema/users.ts";

/** A template together with one of its versions. */
export type TemplateRow = {
  readonly id: string;
  readonly projectId: string | null;
  /** Slug of the project; null for built-in templates. */
  readonly project: string | null;
  readonly slug: string;
  readonly executor: Executor;
  readonly builtIn: boolean;
  /** Other projects may read and use it too. */
  readonly shared: boolean;
  readonly latestVersion: number;
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly versionId: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly parameters: ParameterSchema;
  readonly config: JsonObject;
  readonly policies: PartialPolicies;
  readonly comment: string | null;
  readonly createdBy: string | null;
  readonly createdByName: string | null;
  readonly versionCreatedAt: Date;
};

/** The columns of {@link TemplateRow}, for statements that join `projects` and `users`. */
export const templateColumns = {
  id: templates.id,
  projectId: templates.projectId,
  project: projects.slug,
  slug: templates.slug,
  executor: templates.executor,
  builtIn: templates.builtIn,
  shared: templates.shared,
  latestVersion: templates.latestVersion,
  archivedAt: templates.archivedAt,
  createdAt: templates.createdAt,
  updatedAt: templates.updatedAt,
  versionId: templateVersions.id,
  version: templateVersions.version,
  name: templateVersions.name,
  description: templateVersions.description,
  parameters: sql<ParameterSchema>`${templateVersions.parameters}`,
  config: sql<JsonObject>`${templateVersions.config}`,
  policies: sql<PartialPolicies>`${templateVersions.policies}`,
  comment: templateVersions.comment,
  createdBy: templateVersions.createdBy,
  createdByName: users.name,
  versionCreatedAt: templateVersions.createdAt,
};

const latest = sql`${templateVersions.templateId} = ${templates.id} and ${templateVersions.version} = ${templates.latestVersion}`;

/** The project's own templates, the built-in ones, and those of other projects that are shared and in use. */
const seenFrom = (projectId: string): SQL | undefined =>
  or(
    eq(templates.projectId, projectId),
    isNull(templates.projectId),
    and(eq(templates.shared, true), isNull(templates.archivedAt)),
  );

/** What a caller calls a template by: ids are everybody's; a slug means the project's own, else a built-in or shared one. */
export type TemplateName =
  | { readonly id: string }
  | { readonly projectId: string; readonly slug: string };

/**
 * A template in its latest version or the one named. By slug only those in use are found, by id archived ones too.
 */
export async function findTemplate(
  on: Db | Tx,
  by: TemplateName,
  version?: number,
): Promise<TemplateRow | undefined> {
  const ofVersion =
    version === undefined
      ? latest
      : sql`${templateVersions.templateId} = ${templates.id} and ${templateVersions.version} = ${version}`;
  const rows = await on
    .select(templateColumns)
    .from(templates)
    .innerJoin(templateVersions, ofVersion)
    .leftJoin(projects, eq(projects.id, templates.projectId))
    .leftJoin(users, eq(users.id, templateVersions.createdBy))
    .where(named(by))
    .orderBy(
      "id" in by
        ? templates.id
        : sql`${templates.projectId} = ${by.projectId}::uuid desc nulls last`,
    )
    .limit(1);
  return rows[0];
}

function named(by: TemplateName): SQL | undefined {
  if ("id" in by) return eq(templates.id, by.id);
  return and(eq(templates.slug, by.slug), isNull(templates.archivedAt), seenFrom(by.projectId));
}

export type TemplateFilter = {
  readonly projectId: string;
  readonly executor?: Executor | undefined;
  readonly q?: string | undefined;
  readonly archived: boolean;
  readonly after?: Keyset | undefined;
  readonly limit: number;
};

/** A page of templates in their latest versions, newest first, built-in ones included. */
export function listTemplates(on: Db | Tx, filter: TemplateFilter): Promise<TemplateRow[]> {
  const { q } = filter;
  const pattern = q === undefined ? undefined : containing(q);
  return on
    .select(templateColumns)
    .from(templates)
    .innerJoin(templateVersions, latest)
    .leftJoin(projects, eq(projects.id, templates.projectId))
    .leftJoin(users, eq(users.id, templateVersions.createdBy))
    .where(
      and(
        seenFrom(filter.projectId),
        filter.archived ? isNotNull(templates.archivedAt) : isNull(templates.archivedAt),
        filter.executor === undefined ? undefined : eq(templates.executor, filter.executor),
        pattern === undefined
          ? undefined
          : sql`(${templates.name} ilike ${pattern} or ${templates.slug} ilike ${pattern})`,
        after(templates, filter.after),
      ),
    )
    .orderBy(desc(templates.createdAt), desc(templates.id))
    .limit(filter.limit);
}

export type NewTemplate = {
  readonly id: string;
  readonly projectId: string;
  readonly slug: string;
  readonly executor: Executor;
  readonly name: string;
  readonly shared: boolean;
};

/** Stores the head of a template. False: another one of the project has the slug, or of the shared ones. */
export async function insertTemplate(tx: Tx, row: NewTemplate): Promise<boolean> {
  const stored = await tx
    .insert(templates)
    .values({ ...row, latestVersion: 1 })
    .onConflictDoNothing()
    .returning({ id: templates.id });
  return stored.length > 0;
}

/** Shares a template with all projects, or takes that back. False: another shared one has its slug. */
export async function shareTemplate(tx: Tx, id: string, shared: boolean): Promise<boolean> {
  const rows = await tx
    .update(templates)
    .set({ shared, updatedAt: databaseNow })
    .where(
      and(
        eq(templates.id, id),
        shared
          ? sql`not exists (select from ${templates} o where o.slug = ${templates.slug} and o.shared and o.archived_at is null and o.id <> ${id}::uuid)`
          : undefined,
      ),
    )
    .returning({ id: templates.id });
  return rows.length > 0;
}

/** Whether a built-in template has this slug. */
export async function isBuiltInSlug(on: Db | Tx, slug: string): Promise<boolean> {
  const rows = await on
    .select({ id: templates.id })
    .from(templates)
    .where(and(eq(templates.slug, slug), isNull(templates.projectId)))
    .limit(1);
  return rows.length > 0;
}

/**
 * Locks a template until the end of the transaction, so that its versions are numbered without gaps and neither
 * an archiving nor a job that begins to follow it (`holdTemplate`) goes on beside.
 */
export async function lockTemplate(
  tx: Tx,
  id: string,
): Promise<{ readonly latestVersion: number; readonly archivedAt: Date | null } | undefined> {
  const rows = await tx
    .select({ latestVersion: templates.latestVersion, archivedAt: templates.archivedAt })
    .from(templates)
    .where(eq(templates.id, id))
    .for("no key update");
  return rows[0];
}

/** Keeps a template as it is until the end of the transaction: for a job about to use it. */
export async function holdTemplate(tx: Tx, id: string): Promise<void> {
  await tx.select({ id: templates.id }).from(templates).where(eq(templates.id, id)).for("share");
}

/** Makes a version, already stored, the latest one of its template. */
export async function advanceTemplate(
  tx: Tx,
  id: string,
  latestOne: { readonly version: number; readonly name: string },
): Promise<void> {
  await tx
    .update(templates)
    .set({ latestVersion: latestOne.version, name: latestOne.name, updatedAt: databaseNow })
    .where(eq(templates.id, id));
}

/** Archives a template: it answers to its id alone, and its slug is free again. */
export async function archiveTemplate(tx: Tx, id: string): Promise<void> {
  await tx
    .update(templates)
    .set({ archivedAt: databaseNow, updatedAt: databaseNow })
    .where(eq(templates.id, id));
}
