import { type SQL, sql } from "drizzle-orm";
import type { Range } from "../../lib/domain/ledger.ts";
import type { Db, Tx } from "../client.ts";
import { batch, epochMs, fromMs, rowsOf } from "../sql.ts";

/** A ledger that does not add up. Instants are milliseconds since 1970. */
export type Finding = {
  readonly jobId: string;
  readonly projectId: string;
  readonly jobName: string;
  readonly range: Range;
  readonly difference: number;
  readonly foundAt: number;
};

type FindingRow = Omit<Finding, "range"> & { readonly from: number; readonly to: number };

/** Findings that still stand, oldest first: of one job, of a project, or all. */
export async function readFindings(
  on: Db | Tx,
  of: { readonly jobId?: string; readonly projectId?: string },
  limit: number,
): Promise<Finding[]> {
  const rows = await rowsOf<FindingRow>(
    on,
    sql`
    select f.job_id as "jobId", f.project_id as "projectId", j.name as "jobName",
      ${epochMs(sql`f.from_at`)} as "from", ${epochMs(sql`f.to_at`)} as "to", f.difference::float8 as difference,
      ${epochMs(sql`f.found_at`)} as "foundAt"
    from ledger_findings f join jobs j on j.id = f.job_id
    where f.resolved_at is null ${only(sql`f.job_id`, of.jobId)} ${only(sql`f.project_id`, of.projectId)}
    order by f.found_at, f.job_id limit ${limit}`,
  );
  return rows.map(({ from, to, ...rest }) => ({ ...rest, range: { from, to } }));
}

function only(column: SQL, id: string | undefined): SQL {
  return id === undefined ? sql`` : sql`and ${column} = ${id}::uuid`;
}

/**
 * Writes down what was found of a job; a finding that stands grows to hold both. Answers whether it is news: nothing stood
 * there, or not for all of the range.
 */
export async function writeFinding(
  tx: Tx,
  finding: Pick<Finding, "jobId" | "projectId" | "range" | "difference">,
): Promise<boolean> {
  const { jobId, projectId, range, difference } = finding;
  const rows = await rowsOf(
    tx,
    sql`
    insert into ledger_findings as f (job_id, project_id, from_at, to_at, difference)
    values (${jobId}::uuid, ${projectId}::uuid, ${fromMs(range.from)}, ${fromMs(range.to)}, ${difference}::bigint)
    on conflict (job_id) do update set
      from_at = case when f.resolved_at is null then least(f.from_at, excluded.from_at) else excluded.from_at end,
      to_at = case when f.resolved_at is null then greatest(f.to_at, excluded.to_at) else excluded.to_at end,
      found_at = case when f.resolved_at is null then f.found_at else punctual_now() end,
      difference = excluded.difference, resolved_at = null
    where f.resolved_at is not null or excluded.from_at < f.from_at or excluded.to_at > f.to_at
    returning 1`,
  );
  return rows.length > 0;
}

/** Says by how much findings that stand are out of balance now. */
export async function correctFindings(
  tx: Tx,
  findings: readonly Pick<Finding, "jobId" | "difference">[],
): Promise<void> {
  if (findings.length === 0) return;
  await tx.execute(sql`
    update ledger_findings f set difference = x."difference"
    from json_to_recordset(${batch(findings)}) as x("jobId" uuid, "difference" bigint)
    where f.job_id = x."jobId" and f.difference <> x."difference"`);
}

/** Says that a ledger adds up again. Answers whether it did not before. */
export async function resolveFinding(tx: Tx, jobId: string): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    sql`update ledger_findings set resolved_at = punctual_now()
      where job_id = ${jobId}::uuid and resolved_at is null returning 1`,
  );
  return rows.length > 0;
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** The job after which the round over all jobs goes on. */
export async function readRound(on: Db | Tx): Promise<string> {
  const rows = await rowsOf<{ after: string }>(
    on,
    sql`select after_job as after from ledger_round`,
  );
  return rows[0]?.after ?? FIRST_ID;
}

/** Moves the round on; null: it has been through all jobs, and the next one begins. */
export async function moveRound(on: Db | Tx, after: string | null): Promise<void> {
  const completed = after === null ? sql`punctual_now()` : sql`null::timestamptz`;
  await on.execute(sql`
    insert into ledger_round as r (after_job, began_at, completed_at)
    values (${after ?? FIRST_ID}::uuid, punctual_now(), ${completed})
    on conflict (single) do update set after_job = excluded.after_job,
      began_at = coalesce(excluded.completed_at, r.began_at),
      completed_at = coalesce(excluded.completed_at, r.completed_at)`);
}

/** Findings whose rows are past retention, which nobody can check any more. */
export async function pruneFindings(db: Db, days: number, limit: number): Promise<number> {
  const rows = await rowsOf(
    db,
    sql`delete from ledger_findings where job_id in (
      select job_id from ledger_findings where to_at < punctual_now() - make_interval(days => ${days}) limit ${limit})
      returning 1`,
  );
  return rows.length;
}
