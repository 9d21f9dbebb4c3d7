import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { after, type Keyset } from "../keyset.ts";
import { apiTokens } from "../schema/api-tokens.ts";
import { databaseNow } from "../schema/columns.ts";
import { projects } from "../schema/projects.ts";
import { rowsOf } from "../sql.ts";
import { landingProject } from "./landing-project.ts";

export type NewToken = {
  readonly id: string;
  readonly userId: string;
  readonly projectId: string | null;
  readonly name: string;
  readonly prefix: string;
  readonly secretHash: string;
  readonly scopes: string[];
  readonly pools: string[] | null;
  readonly expiresAt: Date | null;
};

/** Stores a token and answers when. */
export async function insertToken(on: Db | Tx, token: NewToken): Promise<Date> {
  const [row] = await on
    .insert(apiTokens)
    .values(token)
    .returning({ createdAt: apiTokens.createdAt });
  if (row === undefined) throw new Error("the database did not answer the insert of a token");
  return row.createdAt;
}

/** A token that works, and whose it is. */
export type LiveToken = {
  readonly id: string;
  readonly userId: string;
  readonly projectId: string | null;
  readonly secretHash: string;
  readonly scopes: string[];
  readonly pools: string[] | null;
  readonly role: "admin" | "member";
  readonly defaultProjectId: string;
};

/**
 * The token with this public part, if it still works: not revoked, not expired, its owner not disabled. Its last use is
 * noted, to the minute. The secret has yet to be compared.
 */
export async function findLiveToken(db: Db, prefix: string): Promise<LiveToken | undefined> {
  const rows = await rowsOf<LiveToken>(
    db,
    sql`
    with live as (
      select t.id, t.user_id, t.project_id, t.secret_hash, t.scopes, t.pools, t.last_used_at, u.role,
        ${landingProject(null)} as landing_id
      from api_tokens t join users u on u.id = t.user_id
      where t.prefix = ${prefix} and t.revoked_at is null and u.disabled_at is null
        and (t.expires_at is null or t.expires_at > punctual_now())
    ),
    used as (
      update api_tokens t set last_used_at = punctual_now() from live
      where t.id = live.id
        and (live.last_used_at is null or live.last_used_at < punctual_now() - interval '1 minute')
    )
    select id, user_id as "userId", project_id as "projectId", secret_hash as "secretHash", scopes, pools, role,
      landing_id as "defaultProjectId"
    from live`,
  );
  return rows[0];
}

export type TokenRow = {
  readonly id: string;
  readonly userId: string;
  readonly projectId: string | null;
  readonly project: string | null;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: string[];
  readonly pools: string[] | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
};

const columns = {
  id: apiTokens.id,
  userId: apiTokens.userId,
  projectId: apiTokens.projectId,
  project: projects.slug,
  name: apiTokens.name,
  prefix: apiTokens.prefix,
  scopes: apiTokens.scopes,
  pools: apiTokens.pools,
  createdAt: apiTokens.createdAt,
  expiresAt: apiTokens.expiresAt,
  lastUsedAt: apiTokens.lastUsedAt,
};

/** Tokens that are not revoked, newest first: those of a person, or those limited to a project. */
export function listTokens(
  db: Db,
  of: { readonly userId: string } | { readonly projectId: string },
  page: { readonly after: Keyset | undefined; readonly limit: number },
): Promise<TokenRow[]> {
  const whose =
    "userId" in of ? eq(apiTokens.userId, of.userId) : eq(apiTokens.projectId, of.projectId);
  return db
    .select(columns)
    .from(apiTokens)
    .leftJoin(projects, eq(projects.id, apiTokens.projectId))
    .where(and(whose, isNull(apiTokens.revokedAt), after(apiTokens, page.after)))
    .orderBy(desc(apiTokens.createdAt), desc(apiTokens.id))
    .limit(page.limit);
}

/** A token that is not revoked. */
export async function findToken(db: Db, id: string): Promise<TokenRow | undefined> {
  const [row] = await db
    .select(columns)
    .from(apiTokens)
    .leftJoin(projects, eq(projects.id, apiTokens.projectId))
    .where(and(eq(apiTokens.id, id), isNull(apiTokens.revokedAt)));
  return row;
}

/** Ends a token at once. */
export async function revokeToken(tx: Tx, id: string): Promise<void> {
  await tx
    .update(apiTokens)
    .set({ revokedAt: databaseNow })
    .where(and(eq(apiTokens.id, id), isNull(apiTokens.revokedAt)));
}

/** Ends all tokens of a person that bear this name. */
export async function revokeTokensNamed(tx: Tx, userId: string, name: string): Promise<void> {
  await tx
    .update(apiTokens)
    .set({ revokedAt: databaseNow })
    .where(
      and(eq(apiTokens.userId, userId), eq(apiTokens.name, name), isNull(apiTokens.revokedAt)),
    );
}

/** Ends all tokens of a person. */
export async function revokeTokensOf(tx: Tx, userId: string): Promise<void> {
  await tx
    .update(apiTokens)
    .set({ revokedAt: databaseNow })
    .where(and(eq(apiTokens.userId, userId), isNull(apiTokens.revokedAt)));
}
