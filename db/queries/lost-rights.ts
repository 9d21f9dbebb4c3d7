import { sql } from "drizzle-orm";
import type { Db } from "../client.ts";
import { batch, rowsOf } from "../sql.ts";
import type { ProjectRole } from "./projects.ts";

/** What an answer that goes on for a while rests on. */
export type HeldRight = {
  readonly key: number;
  readonly userId: string;
  /** The credential it was opened with; both null where a provider keeps it. */
  readonly sessionId: string | null;
  readonly tokenId: string | null;
  /** Null: the credential alone. */
  readonly projectId: string | null;
  /** Roles in the project that are enough. */
  readonly roles: readonly ProjectRole[];
};

/**
 * Those of the rights that are held no more: the person disabled, the session or token ended, the membership gone or
 * lowered. One statement whatever their number.
 */
export async function findLostRights(db: Db, held: readonly HeldRight[]): Promise<number[]> {
  const rows = await rowsOf<{ key: number }>(
    db,
    sql`
    select h.key
    from json_to_recordset(${batch(held)})
      as h(key int, "userId" uuid, "sessionId" uuid, "tokenId" uuid, "projectId" uuid, roles json)
    where not exists (
        select from users u
        where u.id = h."userId" and u.disabled_at is null
          and (h."projectId" is null or u.role = 'admin' or exists (
            select from project_members m
            where m.project_id = h."projectId" and m.user_id = u.id
              and m.role in (select json_array_elements_text(h.roles)))))
      or (h."sessionId" is not null and not exists (
        select from sessions s
        where s.id = h."sessionId" and s.revoked_at is null and s.expires_at > punctual_now()))
      or (h."tokenId" is not null and not exists (
        select from api_tokens t
        where t.id = h."tokenId" and t.revoked_at is null
          and (t.expires_at is null or t.expires_at > punctual_now())))`,
  );
  return rows.map((row) => row.key);
}
