import { sql } from "drizzle-orm";
import type { RunStatus } from "../../lib/domain/run-state.ts";
import type { Db, Tx } from "../client.ts";
import { epochMs, rowsOf } from "../sql.ts";

/** A line a run wrote; `at` is milliseconds since 1970. */
export type LogLineRow = {
  readonly seq: number;
  readonly at: number;
  readonly attempt: number;
  readonly stream: "stdout" | "stderr" | "system";
  readonly text: string;
};

/** Lines of a run with `seq` above `after`, in order. */
export function listLogLines(
  on: Db | Tx,
  runId: string,
  page: { readonly after: number; readonly attempt?: number | undefined; readonly limit: number },
): Promise<LogLineRow[]> {
  const ofAttempt = page.attempt === undefined ? sql`` : sql`and attempt = ${page.attempt}`;
  return rowsOf<LogLineRow>(
    on,
    sql`
    select seq::float8 as seq, ${epochMs(sql`at`)} as at, attempt, stream, text from run_logs
    where run_id = ${runId}::uuid and seq > ${page.after} ${ofAttempt} order by seq limit ${page.limit}`,
  );
}

/** A run's state, for those who follow its log. */
export async function readRunStatus(on: Db | Tx, runId: string): Promise<RunStatus | undefined> {
  const [row] = await rowsOf<{ status: RunStatus }>(
    on,
    sql`select status from runs where id = ${runId}::uuid`,
  );
  return row?.status;
}
