import { sql } from "drizzle-orm";
import type { Db } from "../client.ts";
import { rowsOf } from "../sql.ts";
import type { Lease } from "./leases.ts";

/** The leases held on these runs at this moment; one that has ended is none, whoever has noticed. */
export function readLiveLeases(db: Db, runIds: readonly string[]): Promise<Lease[]> {
  return rowsOf(
    db,
    sql`select id as "runId", lease_token as "leaseToken" from runs
      where id in (select value::uuid from json_array_elements_text(${JSON.stringify(runIds)}::json))
        and status in ('running', 'cancelling') and lease_expires_at > punctual_now()`,
  );
}
