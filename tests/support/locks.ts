import type { Db } from "../../db/client.ts";
import { rowsOf, sqlTag } from "../../db/sql.ts";

/** Resolves when a statement of this database waits for a lock. */
export async function someoneWaits(db: Db): Promise<void> {
  const look = sqlTag`select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await rowsOf(db, look)).length === 0);
}
