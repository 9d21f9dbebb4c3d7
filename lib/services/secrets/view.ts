import type { SecretRow } from "../../../db/queries/secrets.ts";
import type { SecretView } from "../../contracts/secret.ts";
import { authorView } from "../author.ts";

/** A secret as the API shows it, without its value. */
export function secretView(row: SecretRow): SecretView {
  return {
    id: row.id,
    project: row.project,
    name: row.name,
    version: row.version,
    createdBy: authorView(row.createdBy, row.createdByName),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
