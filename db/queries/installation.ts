import { sql } from "drizzle-orm";
import type { Db } from "../client.ts";
import { rowsOf } from "../sql.ts";

/**
 * A name of this installation that stays the same as long as its database does, and is another one in a copy restored
 * elsewhere. Hexadecimal digits; null before the first project is made.
 */
export async function readInstallation(db: Db): Promise<string | null> {
  const [row] = await rowsOf<{ name: string }>(
    db,
    sql`select md5(system_identifier || '/' || current_database() || '/' || first.id) as name
      from pg_control_system(), (select id from projects order by created_at, id limit 1) as first`,
  );
  return row?.name ?? null;
}
