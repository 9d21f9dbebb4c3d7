import type { Db } from "../../../db/client.ts";
import { readMarks } from "../../../db/queries/audit-chain.ts";

/** The end of the audit's chain, for keeping elsewhere. */
export async function chainEnd(
  db: Db,
): Promise<{ readonly position: number; readonly hash: string }> {
  const { position, hash } = (await readMarks(db)).head;
  return { position, hash };
}
