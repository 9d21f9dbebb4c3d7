import { createHash } from "node:crypto";
import type { AuditRow, ChainedRow } from "../../../db/queries/audit-chain.ts";
import { canonicalJson, type JsonValue } from "../../domain/json.ts";

type Placed = AuditRow & Pick<ChainedRow, "position" | "chainedAt">;

/**
 * The hash of a row: SHA-256 in hexadecimal digits over the 64 digits of the hash before it and the row as canonical JSON
 * (RFC 8785) in UTF-8, as docs/security.md says it for those who check an export without us.
 */
export function entryHash(before: string, row: Placed): string {
  const { seq, at, chainedAt, actorKind, actorId, tokenId, address, action } = row;
  const { position, projectId, objectKind, objectId } = row;
  const text = canonicalJson({
    id: String(seq),
    position,
    at: new Date(at).toISOString(),
    chainedAt: new Date(chainedAt).toISOString(),
    actorKind,
    actorId,
    tokenId,
    address,
    action,
    projectId,
    objectKind,
    objectId,
    // They came out of a JSON column.
    before: row.before as JsonValue,
    after: row.after as JsonValue,
  });
  return createHash("sha256").update(before).update(text).digest("hex");
}
