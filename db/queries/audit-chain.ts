import { sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { batch, epochMs, rowsOf } from "../sql.ts";
import type { AuditEntry } from "./audit.ts";

/** Whoever gives places in the chain holds it until the commit, so that the next sees them all. */
const CHAIN_LOCK = 7_283_114_502;

/** A row of the audit as it is stored. Instants are milliseconds since 1970. */
export type AuditRow = AuditEntry & { readonly seq: number; readonly at: number };

/** A row with its place in the chain, from 1 without gaps, and when it was given. */
export type ChainedRow = AuditRow & {
  readonly position: number;
  readonly chainedAt: number;
  readonly hash: string;
};

/** An end of the chain: a place, its hash, and when the end came to be there. */
export type AuditMark = { readonly position: number; readonly hash: string; readonly at: number };
export type AuditMarks = { readonly anchor: AuditMark; readonly head: AuditMark };

/** The stored columns of `a`, under the names of {@link AuditRow}. */
export const auditColumns = sql`
  a.seq::float8 as seq, ${epochMs(sql`a.at`)} as at, a.actor_kind as "actorKind", a.actor_id as "actorId",
  a.token_id as "tokenId", a.address, a.action, a.project_id as "projectId", a.object_kind as "objectKind",
  a.object_id as "objectId", a.before, a.after`;

/** Where a row of `a` stands in the chain, under the names of {@link ChainedRow}. */
export const placeColumns = sql`
  a.position::float8 as position, ${epochMs(sql`a.chained_at`)} as "chainedAt", a.hash`;

/** Lets nobody else give places until this transaction ends; false when somebody is at it. */
export async function lockChain(tx: Tx): Promise<boolean> {
  const [row] = await rowsOf<{ locked: boolean }>(
    tx,
    sql`select pg_try_advisory_xact_lock(${CHAIN_LOCK}::bigint) as locked`,
  );
  return row?.locked ?? false;
}

/** Waits for whoever gives places, and then lets nobody else. */
export async function awaitChain(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${CHAIN_LOCK}::bigint)`);
}

/** Whether there are committed rows without a place. */
export async function hasUnchained(on: Db | Tx): Promise<boolean> {
  const [row] = await rowsOf<{ found: boolean }>(
    on,
    sql`select exists (select 1 from audit where position is null) as found`,
  );
  return row?.found ?? false;
}

/**
 * The next rows without a place whose numbers are above `after`, in the order of their numbers. Within a transaction the
 * index still leads over every row that was given its place in it; `after` passes them by.
 */
export function readUnchained(tx: Tx, after: number, limit: number): Promise<AuditRow[]> {
  return rowsOf(
    tx,
    sql`select ${auditColumns} from audit a
      where a.position is null and a.seq > ${after} order by a.seq limit ${limit}`,
  );
}

/** Gives rows their places and moves the head onto the last of them. `chainedAt` is in milliseconds since 1970. */
export async function placeRows(
  tx: Tx,
  rows: readonly Pick<ChainedRow, "seq" | "position" | "hash">[],
  chainedAt: number,
): Promise<void> {
  const last = rows.at(-1);
  if (last === undefined) return;
  await tx.execute(sql`
    update audit set position = given.position, hash = given.hash, chained_at = to_timestamp(${chainedAt}::float8 / 1000)
    from json_to_recordset(${batch(rows)}) as given(seq bigint, position bigint, hash text)
    where audit.seq = given.seq`);
  await tx.execute(sql`
    update audit_marks set position = ${last.position}, hash = ${last.hash} where kind = 'head'`);
}

/** Both ends of the chain. */
export async function readMarks(on: Db | Tx): Promise<AuditMarks> {
  const rows = await rowsOf<AuditMark & { kind: "anchor" | "head" }>(
    on,
    sql`select kind, position::float8 as position, hash, ${epochMs(sql`at`)} as at from audit_marks`,
  );
  const mark = (wanted: string): AuditMark => {
    const found = rows.find(({ kind }) => kind === wanted);
    if (found === undefined) throw new Error(`the ${wanted} of the audit's chain is gone`);
    return { position: found.position, hash: found.hash, at: found.at };
  };
  return { anchor: mark("anchor"), head: mark("head") };
}

/** Rows with a place above `after`, in the order of the chain. */
export function readChain(on: Db | Tx, after: number, limit: number): Promise<ChainedRow[]> {
  return rowsOf(
    on,
    sql`select ${auditColumns}, ${placeColumns} from audit a
      where a.position > ${after} order by a.position limit ${limit}`,
  );
}

/** How many rows have no place yet. */
export async function countUnchained(on: Db | Tx): Promise<number> {
  const [row] = await rowsOf<{ rows: number }>(
    on,
    sql`select count(*)::int as rows from audit where position is null`,
  );
  return row?.rows ?? 0;
}

/**
 * Removes rows older than `days` from the beginning of the chain, at most `limit`, and moves the anchor onto the last of
 * them; a younger row keeps those behind it. Answers how many went.
 */
export async function pruneChain(db: Db, days: number, limit: number): Promise<number> {
  return db.transaction(async (tx) => {
    const [last] = await rowsOf<{ position: number; hash: string }>(
      tx,
      sql`
      with next as (
        select position, hash, at < punctual_now() - make_interval(days => ${days}) as old
        from audit where position is not null order by position limit ${limit}
      )
      select position::float8 as position, hash from next
      where position < coalesce((select min(position) from next where not old), 9223372036854775807)
      order by position desc limit 1`,
    );
    if (last === undefined) return 0;
    await tx.execute(sql`
      update audit_marks set position = ${last.position}, hash = ${last.hash} where kind = 'anchor'`);
    const [row] = await rowsOf<{ removed: number }>(
      tx,
      sql`with gone as (delete from audit where position <= ${last.position} returning 1)
        select count(*)::int as removed from gone`,
    );
    return row?.removed ?? 0;
  });
}
