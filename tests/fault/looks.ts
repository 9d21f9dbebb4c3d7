import type postgres from "postgres";

/** Ids of the runs a worker holds. */
export async function runningWith(sql: postgres.Sql, workerId: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from runs where worker_id = ${workerId} and finished_at is null and lease_token is not null`;
  return rows.map((row) => row.id);
}

/** Those of the given runs of which an attempt was declared lost. */
export async function lostOf(sql: postgres.Sql, runIds: readonly string[]): Promise<string[]> {
  if (runIds.length === 0) return [];
  const rows = await sql<{ id: string }[]>`
    select distinct run_id as id from attempts where outcome = 'lost' and run_id in ${sql(runIds)}`;
  return rows.map((row) => row.id);
}

/** The attempts of a run that have ended, in order. `isLate` when its worker reported after it was declared lost. */
export async function attemptsOf(
  sql: postgres.Sql,
  runId: string,
): Promise<{ workerId: string; outcome: string; isLate: boolean }[]> {
  return sql<{ workerId: string; outcome: string; isLate: boolean }[]>`
    select worker_id as "workerId", outcome, late_report is not null as "isLate"
    from attempts where run_id = ${runId} order by attempt`;
}
