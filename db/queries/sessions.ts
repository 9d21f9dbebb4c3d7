import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { databaseNow } from "../schema/columns.ts";
import { sessions } from "../schema/sessions.ts";
import { rowsOf } from "../sql.ts";

export type NewSession = {
  readonly id: string;
  readonly userId: string;
  /** Keyed hash of the bearer token; null for a browser session. */
  readonly tokenHash: string | null;
  readonly userAgent: string | null;
  readonly address: string | null;
  /** Id of the provider it begins with; null: with a password. */
  readonly provider: string | null;
  readonly maxDays: number;
};

/** Stores a session that ends `maxDays` from now by the database's clock, and answers that end. */
export async function insertSession(tx: Tx, session: NewSession): Promise<Date> {
  const { maxDays, ...row } = session;
  const [made] = await tx
    .insert(sessions)
    .values({ ...row, expiresAt: sql`${databaseNow} + make_interval(days => ${maxDays})` })
    .returning({ expiresAt: sessions.expiresAt });
  if (made === undefined) throw new Error("the database did not answer the insert of a session");
  return made.expiresAt;
}

/** A session that works, and whose it is. */
export type LiveSession = {
  readonly id: string;
  readonly userId: string;
  readonly role: "admin" | "member";
  readonly defaultProjectId: string;
};

/**
 * The session with this id or token hash, if it still works: not revoked, used within `idleHours`, before its end, its
 * person not disabled. A session seen for the first time in a minute is marked as seen.
 */
export async function findLiveSession(
  db: Db,
  by: { readonly id: string } | { readonly tokenHash: string },
  idleHours: number,
): Promise<LiveSession | undefined> {
  const match = "id" in by ? sql`s.id = ${by.id}::uuid` : sql`s.token_hash = ${by.tokenHash}`;
  const rows = await rowsOf<LiveSession>(
    db,
    sql`
    with live as (
      select s.id, s.user_id, s.last_seen_at, u.role, u.default_project_id
      from sessions s join users u on u.id = s.user_id
      where ${match} and s.revoked_at is null and s.expires_at > punctual_now()
        and s.last_seen_at > punctual_now() - make_interval(hours => ${idleHours})
        and u.disabled_at is null
        ${"id" in by ? sql`and s.token_hash is null` : sql``}
    ),
    seen as (
      update sessions s set last_seen_at = punctual_now() from live
      where s.id = live.id and live.last_seen_at < punctual_now() - interval '1 minute'
    )
    select id, user_id as "userId", role, default_project_id as "defaultProjectId" from live`,
  );
  return rows[0];
}

/** Ends a session. */
export async function revokeSession(tx: Tx, id: string): Promise<void> {
  await tx
    .update(sessions)
    .set({ revokedAt: databaseNow })
    .where(and(eq(sessions.id, id), isNull(sessions.revokedAt)));
}

/** Ends all sessions of a person. */
export async function revokeSessionsOf(tx: Tx, userId: string): Promise<void> {
  await tx
    .update(sessions)
    .set({ revokedAt: databaseNow })
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt)));
}

/** Id of the provider a session began with; null: with a password. */
export async function findSessionProvider(db: Db, id: string): Promise<string | null> {
  const [row] = await db
    .select({ provider: sessions.provider })
    .from(sessions)
    .where(eq(sessions.id, id));
  return row?.provider ?? null;
}
