import type { ShownDeed } from "../../../db/queries/audit-list.ts";
import type { AuditEntryView } from "../../contracts/audit.ts";

/** A deed as the API shows it. */
export function deedView(row: ShownDeed): AuditEntryView {
  const { objectKind, tokenId, projectId } = row;
  return {
    id: String(row.seq),
    at: new Date(row.at).toISOString(),
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName, email: row.actorEmail },
    token: tokenId === null ? null : { id: tokenId, name: row.tokenName },
    address: row.address,
    action: row.action,
    project: projectId === null ? null : { id: projectId, slug: row.projectSlug },
    object: objectKind === null ? null : { kind: objectKind, id: row.objectId },
    // They came out of a JSON column.
    before: row.before as AuditEntryView["before"],
    after: row.after as AuditEntryView["after"],
    position: row.position,
    chainedAt: row.chainedAt === null ? null : new Date(row.chainedAt).toISOString(),
    hash: row.hash,
    previousHash: row.position === null ? null : row.previousHash,
  };
}
