import { sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { rowsOf } from "../sql.ts";

/** How long a job's latest runs took, retries and their waits included. Milliseconds. */
export type RunLengthsRow = {
  readonly runs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly meanMs: number;
};

/** Runs that are measured, and newest ledger rows among which they are looked for. */
const MEASURED = 200;
const LOOKED_AT = 2_000;

/**
 * Lengths of a job's newest completed and failed runs, at most 200, found among its newest 2,000 rows by their index; a
 * job that was skipped more often than that has none. Undefined where there are none.
 */
export async function readRunLengths(
  on: Db | Tx,
  jobId: string,
): Promise<RunLengthsRow | undefined> {
  const rows = await rowsOf<RunLengthsRow | { readonly runs: 0 }>(
    on,
    sql`
    with newest as (
      select id, status, started_at, finished_at from runs
      where job_id = ${jobId}::uuid order by id desc limit ${LOOKED_AT}
    ), lengths as (
      select (extract(epoch from finished_at - started_at) * 1000)::float8 as ms from newest
      where status in ('completed', 'failed') and started_at is not null order by id desc limit ${MEASURED}
    )
    select count(*)::int as runs,
      round(percentile_cont(0.5) within group (order by ms)) as "p50Ms",
      round(percentile_cont(0.95) within group (order by ms)) as "p95Ms",
      round(avg(ms))::float8 as "meanMs"
    from lengths`,
  );
  const [row] = rows;
  return row === undefined || row.runs === 0 ? undefined : (row as RunLengthsRow);
}
