import { sql } from "drizzle-orm";
import type { Db } from "../client.ts";
import { batch } from "../sql.ts";

/** Appends lines of any runs; a line written already stays as it is. */
export async function insertLogLines(
  db: Db,
  lines: readonly { runId: string; attempt: number; seq: number; stream: string; text: string }[],
): Promise<void> {
  if (lines.length === 0) return;
  await db.execute(sql`
    insert into run_logs (run_id, seq, attempt, stream, text, at)
    select "runId", "seq", "attempt", "stream", "text", punctual_now()
    from json_to_recordset(${batch(lines)})
      as x("runId" uuid, "seq" int8, "attempt" int2, "stream" text, "text" text)
    on conflict do nothing`);
}
