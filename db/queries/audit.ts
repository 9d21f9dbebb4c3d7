import type { Db, Tx } from "../client.ts";
import { audit } from "../schema/audit.ts";

export type AuditEntry = {
  readonly actorKind: "user" | "token" | "worker" | "system" | "anonymous";
  readonly actorId: string | null;
  readonly tokenId: string | null;
  readonly address: string | null;
  readonly action: string;
  readonly projectId: string | null;
  readonly objectKind: string | null;
  readonly objectId: string | null;
  readonly before: unknown;
  readonly after: unknown;
};

/** Appends to the account of who did what. Nothing changes or removes an entry. */
export async function insertAudit(on: Db | Tx, entry: AuditEntry): Promise<void> {
  await on.insert(audit).values(entry);
}
