import type { Db, Tx } from "../../../db/client.ts";
import {
  awaitChain,
  hasUnchained,
  lockChain,
  placeRows,
  readMarks,
  readUnchained,
} from "../../../db/queries/audit-chain.ts";
import { readNow } from "../../../db/sql.ts";
import { entryHash } from "./entry-hash.ts";

const BATCH = 1_000;

/**
 * Gives every committed row of the audit its place in the chain, and answers how many. Writers are never waited for: who
 * commits after this pass began is in the next one, so places follow the order of commits from pass to pass. When
 * another process is at it, there is nothing to do.
 */
export async function chainAudit(db: Db): Promise<number> {
  if (!(await hasUnchained(db))) return 0;
  return db.transaction(async (tx) => ((await lockChain(tx)) ? placeAll(tx) : 0));
}

/** As {@link chainAudit}, but waits for another process that is at it: what was committed before has its place then. */
export async function chainAuditNow(db: Db): Promise<number> {
  if (!(await hasUnchained(db))) return 0;
  return db.transaction(async (tx) => {
    await awaitChain(tx);
    return placeAll(tx);
  });
}

/** All in one transaction: the rows of a pass bear one moment, by which rows entered after the fact are told. */
async function placeAll(tx: Tx): Promise<number> {
  const chainedAt = await readNow(tx);
  let { position, hash } = (await readMarks(tx)).head;
  let placed = 0;
  let last = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = await readUnchained(tx, last, BATCH);
    const given = rows.map((row) => {
      position += 1;
      hash = entryHash(hash, { ...row, position, chainedAt });
      return { seq: row.seq, position, hash };
    });
    await placeRows(tx, given, chainedAt);
    placed += given.length;
    last = rows.at(-1)?.seq ?? last;
    if (rows.length < BATCH) return placed;
  }
}
