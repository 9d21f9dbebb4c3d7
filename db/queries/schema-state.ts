import { sql } from "drizzle-orm";
import type { Db } from "../client.ts";
import journal from "../migrations/meta/_journal.json" with { type: "json" };
import { rowsOf } from "../sql.ts";

/** Whether every migration of this release has been applied. */
export async function isSchemaCurrent(db: Db): Promise<boolean> {
  const newest = Math.max(...journal.entries.map((entry) => entry.when));
  const rows = await rowsOf<{ applied: number | null }>(
    db,
    sql`select max(created_at)::float8 as applied from drizzle.__drizzle_migrations`,
  );
  return (rows[0]?.applied ?? 0) >= newest;
}
