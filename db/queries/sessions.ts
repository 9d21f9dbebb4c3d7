import { and, desc, eq, gt, isNull, ne, sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { after, type Keyset } from "../keyset.ts";
import { databaseNow } from "../schema/columns.ts";
import { sessions } from "../schema/sessions.ts";
import { rowsOf } from "../sql.ts";
import { landingProject } from "./landing-project.ts";

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
  /** The project chosen, else the one they begin in; see `landingProject`. */
  readonly defaultProjectId: string;
};

/**
 * The session with this id or token hash, if it still works: not revoked, used within `idleHours`, before its end, its
 * person not disabled. `project` is the slug of the one they chose to work in. A session seen for the first time in a minute is marked as seen.
 */
export async function findLiveSession(
  db: Db,
  by: { readonly id: string } | { readonly tokenHash: string },
  options: { readonly idleHours: number; readonly project: string | null },
): Promise<LiveSession | undefined> {
  const match = "id" in by ? sql`s.id = ${by.id}::uuid` : sql`s.token_hash = ${by.tokenHash}`;
  const rows = await rowsOf<LiveSession>(
    db,
    sql`
    with live as (
      select s.id, s.user_id, s.last_seen_at, u.role, ${landingProject(options.project)} as project_id
      from sessions s join users u on u.id = s.user_id
      where ${match} and s.revoked_at is null and s.expires_at > punctual_now()
        and s.last_seen_at > punctual_now() - make_interval(hours => ${options.idleHours})
        and u.disabled_at is null
        ${"id" in by ? sql`and s.token_hash is null` : sql``}
    ),
    seen as (
      update sessions s set last_seen_at = punctual_now() from live
      where s.id = live.id and live.last_seen_at < punctual_now() - interval '1 minute'
    )
    select id, user_id as "userId", role, project_id as "defaultProjectId" from live`,
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

/** Ends all sessions of a person, but the one to keep, and answers how many. */
export async function revokeSessionsOf(
  tx: Tx,
  userId: string,
  keep: string | null = null,
): Promise<number> {
  const rows = await tx
    .update(sessions)
    .set({ revokedAt: databaseNow })
    .where(
      and(
        eq(sessions.userId, userId),
        isNull(sessions.revokedAt),
        keep === null ? undefined : ne(sessions.id, keep),
      ),
    )
    .returning({ id: sessions.id });
  return rows.length;
}

export type SessionRow = {
  readonly id: string;
  /** Null: a browser's. */
  readonly tokenHash: string | null;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
};

const sessionColumns = {
  id: sessions.id,
  tokenHash: sessions.tokenHash,
  userAgent: sessions.userAgent,
  address: sessions.address,
  createdAt: sessions.createdAt,
  lastSeenAt: sessions.lastSeenAt,
  expiresAt: sessions.expiresAt,
};

/** Sessions of a person that still work, newest first. */
export function listLiveSessions(
  db: Db,
  of: { readonly userId: string; readonly idleHours: number },
  page: { readonly after: Keyset | undefined; readonly limit: number },
): Promise<SessionRow[]> {
  return db
    .select(sessionColumns)
    .from(sessions)
    .where(
      and(
        eq(sessions.userId, of.userId),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, databaseNow),
        sql`${sessions.lastSeenAt} > ${databaseNow} - make_interval(hours => ${of.idleHours})`,
        after(sessions, page.after),
      ),
    )
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
    .limit(page.limit);
}

/** Ends a session of a person; false when they have none of this id that could. */
export async function revokeSessionOf(tx: Tx, userId: string, id: string): Promise<boolean> {
  const rows = await tx
    .update(sessions)
    .set({ revokedAt: databaseNow })
    .where(and(eq(sessions.id, id), eq(sessions.userId, userId), isNull(sessions.revokedAt)))
    .returning({ id: sessions.id });
  return rows.length > 0;
}

/** Id of the provider a session began with; null: with a password. */
export async function findSessionProvider(db: Db, id: string): Promise<string | null> {
  const [row] = await db
    .select({ provider: sessions.provider })
    .from(sessions)
    .where(eq(sessions.id, id));
  return row?.provider ?? null;
}
