import { sql } from "drizzle-orm";
import type { RunStatus } from "../../lib/domain/run-state.ts";
import type { Db, Tx } from "../client.ts";
import { batch, checkOnly, rowsOf, runBatch } from "../sql.ts";

/** A worker's right to a run; the token fences everybody who held it before. */
export type Lease = { readonly runId: string; readonly leaseToken: string };

/** Renews leases; answers those still held, with what is wanted of their run. A missing one was lost, or handed over. */
export function extendLeases(
  db: Db,
  leases: readonly Lease[],
  leaseSeconds: number,
): Promise<(Lease & { readonly status: "running" | "cancelling" })[]> {
  return rowsOf(
    db,
    sql`
    update runs r set heartbeat_at = punctual_now(),
      lease_expires_at = punctual_now() + make_interval(secs => ${leaseSeconds})
    from json_to_recordset(${runBatch(leases)}) as l("runId" uuid, "leaseToken" uuid)
    where r.id = l."runId"
      and ${checkOnly(sql`r.lease_token = l."leaseToken" and r.status in ('running', 'cancelling') and r.handed_over_at is null`)}
    returning r.id as "runId", r.lease_token as "leaseToken", r.status`,
  );
}

/** Those of the given runs that are to be cancelled. */
export function readCancelling(db: Db, runIds: readonly string[]): Promise<{ runId: string }[]> {
  return rowsOf(
    db,
    sql`select id as "runId" from runs where status = 'cancelling'
      and id in (select value::uuid from json_array_elements_text(${JSON.stringify(runIds)}::json))`,
  );
}

/** How runs stand now, to tell a refused report why. */
export function readLeaseStates(
  on: Db | Tx,
  runIds: readonly string[],
): Promise<{ runId: string; status: RunStatus; leaseToken: string | null }[]> {
  return rowsOf(
    on,
    sql`select id as "runId", status, lease_token as "leaseToken" from runs
      where id in (select value::uuid from json_array_elements_text(${JSON.stringify(runIds)}::json))`,
  );
}

/** A run whose holder is overdue. */
export type OverdueRun = {
  readonly runId: string;
  readonly jobId: string;
  readonly jobVersion: number;
  readonly templateVersionId: string;
  readonly leaseToken: string;
  readonly status: "running" | "cancelling";
  readonly why: "lease" | "timeout" | "cancel_grace";
  readonly attempt: number;
  readonly lostCount: number;
  readonly releaseCount: number;
};

/**
 * Runs whose lease ended, whose execution limit passed, or whose cancel grace is over, locked. In the latter two a worker
 * of ours acts first: `slackSeconds` is its head start. The grace of a holder outside counts from when it was told; a consumer
 * of RabbitMQ is told when its limit passes, and then has the grace.
 */
export function lockOverdueRuns(
  tx: Tx,
  limit: number,
  slackSeconds: number,
): Promise<OverdueRun[]> {
  return rowsOf<OverdueRun>(
    tx,
    sql`
    select r.id as "runId", r.job_id as "jobId", r.job_version as "jobVersion",
      r.template_version_id as "templateVersionId", r.lease_token as "leaseToken", r.status, r.attempt,
      r.lost_count as "lostCount", r.release_count as "releaseCount", overdue.why
    from runs r
    cross join lateral (select
      make_interval(secs => case when r.handed_over_at is null then ${slackSeconds} else 0 end) as slack,
      make_interval(secs => case when r.external_transport = 'rabbitmq' then r.cancel_grace_seconds else 0 end) as told_to_end,
      case when r.handed_over_at is null then r.cancel_requested_at else r.cancel_delivered_at end as cancelled_at) as told
    cross join lateral (select case
      when r.lease_expires_at <= punctual_now() then 'lease'
      when r.status = 'running'
        and r.attempt_started_at + make_interval(secs => r.timeout_seconds) + told.slack + told.told_to_end <= punctual_now()
        then 'timeout'
      when r.status = 'cancelling'
        and told.cancelled_at + make_interval(secs => r.cancel_grace_seconds) + told.slack <= punctual_now()
        then 'cancel_grace'
      end as why) as overdue
    where r.finished_at is null and r.status in ('running', 'cancelling') and overdue.why is not null
    limit ${limit} for update of r skip locked`,
  );
}

/** Milliseconds until the next lease ends, null when none is held. */
export async function peekNextExpiry(db: Db): Promise<number | null> {
  const rows = await rowsOf<{ wait: number | null }>(
    db,
    sql`select (extract(epoch from min(lease_expires_at) - punctual_now()) * 1000)::float8 as wait
      from runs where finished_at is null and status in ('running', 'cancelling')`,
  );
  return rows[0]?.wait ?? null;
}

/**
 * Keeps what a worker said after its lease was lost, beside the attempt that was declared so. One that was recorded
 * already, by a commit whose answer was lost, is not touched.
 */
export async function recordLateReports(
  db: Db,
  reports: readonly { runId: string; attempt: number; report: object }[],
): Promise<void> {
  await db.execute(sql`
    update attempts a set late_report = l."report"
    from json_to_recordset(${batch(reports)}) as l("runId" uuid, "attempt" int2, "report" jsonb)
    where a.run_id = l."runId" and a.attempt = l."attempt" and a.outcome = 'lost'`);
}

/** Notes how far runs are, as long as their lease holds, and tells the watching. */
export async function recordProgress(
  db: Db,
  rows: readonly (Lease & { progress: object })[],
): Promise<void> {
  await db.execute(sql`
    with changed as (
      update runs r set progress = p."progress"
      from json_to_recordset(${batch(rows)}) as p("runId" uuid, "leaseToken" uuid, "progress" jsonb)
      where r.id = p."runId"
        and ${checkOnly(sql`r.lease_token = p."leaseToken" and r.status in ('running', 'cancelling')`)}
      returning r.*
    )
    insert into events (at, type, project_id, job_id, run_id, data)
    select punctual_now(), 'run.progress', project_id, job_id, id, progress from changed`);
}
