import type { TemplateRow } from "../../../db/queries/templates.ts";
import type { TemplateView } from "../../contracts/template.ts";
import { authorView } from "../author.ts";

/** A template at one version as the API shows it; `updatedAt` is when that version was made. */
export function templateView(row: TemplateRow): TemplateView {
  return {
    id: row.id,
    project: row.project,
    slug: row.slug,
    name: row.name,
    description: row.description,
    executor: row.executor,
    builtIn: row.builtIn,
    shared: row.shared,
    version: row.version,
    latestVersion: row.latestVersion,
    parameters: row.parameters,
    config: row.config,
    policies: row.policies as TemplateView["policies"],
    comment: row.comment,
    createdBy: authorView(row.createdBy, row.createdByName),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.versionCreatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  };
}
