import { sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { batch } from "../sql.ts";

/** A line to append; `at` is milliseconds since 1970 where somebody else's clock told it, and never later than ours. */
export type NewLogLine = {
  readonly runId: string;
  readonly attempt: number;
  readonly seq: number;
  readonly stream: string;
  readonly text: string;
  readonly at?: number | null;
};

/** Appends lines of any runs; a line written already stays as it is. */
export async function insertLogLines(on: Db | Tx, lines: readonly NewLogLine[]): Promise<void> {
  if (lines.length === 0) return;
  await on.execute(sql`
    insert into run_logs (run_id, seq, attempt, stream, text, at)
    select "runId", "seq", "attempt", "stream", "text", least(to_timestamp("at" / 1000), punctual_now())
    from json_to_recordset(${batch(lines)})
      as x("runId" uuid, "seq" int8, "attempt" int2, "stream" text, "text" text, "at" float8)
    on conflict do nothing`);
}
