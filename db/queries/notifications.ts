import { sql } from "drizzle-orm";
import type { Db } from "../client.ts";

/** The one channel of hints between processes. */
export const HINT_CHANNEL = "punctual";

/** Sends a hint to every process that listens. Payloads are letters, never data. */
export async function notify(db: Db, payload: string): Promise<void> {
  await db.execute(sql`select pg_notify(${HINT_CHANNEL}, ${payload})`);
}
