import { sql } from "drizzle-orm";
import type { Db } from "../client.ts";
import { rowsOf } from "../sql.ts";

export type IdempotencyKey = { readonly scope: string; readonly key: string };

export type KeptAnswer = {
  readonly bodyHash: string;
  /** Null while the first call is under way. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly body: string | null;
};

/**
 * Takes the key for a call that now begins. True when nobody had it, or when the call that had it has given no answer
 * for a minute: no call lasts that long, so its process is gone.
 */
export async function takeKey(db: Db, id: IdempotencyKey, bodyHash: string): Promise<boolean> {
  const rows = await rowsOf<{ key: string }>(
    db,
    sql`
    insert into idempotency_keys as k (scope, key, body_hash)
    values (${id.scope}, ${id.key}, ${bodyHash})
    on conflict (scope, key) do update set created_at = punctual_now()
      where k.status is null and k.body_hash = ${bodyHash}
        and k.created_at < punctual_now() - interval '1 minute'
    returning key`,
  );
  return rows.length > 0;
}

/** What is kept under a key; null when nobody has it. */
export async function readKey(db: Db, id: IdempotencyKey): Promise<KeptAnswer | null> {
  const rows = await rowsOf<KeptAnswer>(
    db,
    sql`
    select body_hash as "bodyHash", status, headers, body #>> '{}' as body
    from idempotency_keys where scope = ${id.scope} and key = ${id.key}`,
  );
  return rows[0] ?? null;
}

/** Keeps the answer under its key. `body` is a text. */
export async function keepAnswer(
  db: Db,
  id: IdempotencyKey,
  answer: { status: number; headers: Readonly<Record<string, string>>; body: string },
): Promise<void> {
  await db.execute(sql`
    update idempotency_keys
    set status = ${answer.status}, headers = ${JSON.stringify(answer.headers)}::jsonb,
      body = to_jsonb(${answer.body}::text)
    where scope = ${id.scope} and key = ${id.key}`);
}

/** Gives the key back: the call was refused or failed and may be made again. */
export async function freeKey(db: Db, id: IdempotencyKey): Promise<void> {
  await db.execute(sql`
    delete from idempotency_keys
    where scope = ${id.scope} and key = ${id.key} and status is null`);
}
