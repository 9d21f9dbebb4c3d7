import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "../../lib/domain/policies.ts";
import type { Tx } from "../client.ts";
import { templateVersions } from "../schema/template-versions.ts";
import { templates } from "../schema/templates.ts";

/** What the latest version of a built-in template says; parts are JSON as stored. */
export type StoredBuiltIn = {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly parameters: unknown;
  readonly config: unknown;
  readonly policies: unknown;
};

/** The built-in template of this slug as it is stored. */
export async function findStoredBuiltIn(tx: Tx, slug: string): Promise<StoredBuiltIn | undefined> {
  const [row] = await tx
    .select({
      id: templates.id,
      version: templateVersions.version,
      name: templateVersions.name,
      description: templateVersions.description,
      parameters: templateVersions.parameters,
      config: templateVersions.config,
      policies: templateVersions.policies,
    })
    .from(templates)
    .innerJoin(
      templateVersions,
      and(
        eq(templateVersions.templateId, templates.id),
        eq(templateVersions.version, templates.latestVersion),
      ),
    )
    .where(and(eq(templates.slug, slug), isNull(templates.projectId)));
  return row;
}

/** Stores the head of a built-in template, which belongs to no project. */
export async function insertBuiltIn(
  tx: Tx,
  row: {
    readonly id: string;
    readonly slug: string;
    readonly executor: Executor;
    readonly name: string;
  },
): Promise<void> {
  await tx.insert(templates).values({ ...row, builtIn: true, latestVersion: 1 });
}
