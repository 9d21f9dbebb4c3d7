import { sql } from "drizzle-orm";
import type { AttemptOutcome, RunStatus } from "../../lib/domain/run-state.ts";
import type { Db, Tx } from "../client.ts";
import { checkOnly, epochMs, rowsOf } from "../sql.ts";
import type { Lease } from "./leases.ts";

/*
 * The leases of holders outside: external workers, and targets that took a run over. Each statement finds its run by id and
 * token, so that a stale holder changes nothing.
 */

const HOLDS = sql`r.status in ('running', 'cancelling') and r.heartbeat_timeout_seconds is not null`;

/**
 * Leaves a run in the hands of its target: the worker beats no more, and the lease is the job's from now on. Undefined when the
 * run has ended meanwhile or the lease was lost.
 */
export async function handOver(
  db: Db,
  { runId, leaseToken }: Lease,
): Promise<{ status: "running" | "cancelling" } | undefined> {
  const [row] = await rowsOf<{ status: "running" | "cancelling" }>(
    db,
    sql`
    update runs r set handed_over_at = punctual_now(), heartbeat_at = punctual_now(),
      lease_expires_at = punctual_now() + make_interval(secs => r.heartbeat_timeout_seconds)
    where r.id = ${runId}::uuid and ${checkOnly(sql`r.lease_token = ${leaseToken}::uuid and ${HOLDS}`)}
    returning r.status`,
  );
  return row;
}

/** How a run stands for its holder outside. The instant is milliseconds since 1970. */
export type OutsideBeat = {
  readonly status: "running" | "cancelling";
  readonly leaseExpiresAt: number;
  readonly workerId: string;
};

/**
 * A heartbeat from outside: renews the lease, notes progress and tells the watching of it; a cancel that was asked for
 * counts as delivered where heartbeats are answered. Before the hand-over the worker's own lease is not cut short. Undefined when the lease is not held.
 */
export async function beatOutside(
  db: Db,
  { runId, leaseToken }: Lease,
  progress: object | null,
): Promise<OutsideBeat | undefined> {
  const [row] = await rowsOf<OutsideBeat>(
    db,
    sql`
    with changed as (
      update runs r set heartbeat_at = punctual_now(),
        lease_expires_at = greatest(
          case when r.handed_over_at is null then r.lease_expires_at end,
          punctual_now() + make_interval(secs => r.heartbeat_timeout_seconds)),
        progress = coalesce(${progress === null ? null : JSON.stringify(progress)}::jsonb, r.progress),
        cancel_delivered_at = case when r.status = 'cancelling' and r.external_transport is distinct from 'rabbitmq'
          then coalesce(r.cancel_delivered_at, punctual_now()) else r.cancel_delivered_at end
      where r.id = ${runId}::uuid and ${checkOnly(sql`r.lease_token = ${leaseToken}::uuid and ${HOLDS}`)}
      returning r.*
    ),
    told as (
      insert into events (at, type, project_id, job_id, run_id, data)
      select punctual_now(), 'run.progress', project_id, job_id, id, progress from changed where ${progress !== null}
    )
    select status, ${epochMs(sql`lease_expires_at`)} as "leaseExpiresAt", worker_id as "workerId" from changed`,
  );
  return row;
}

/** Room taken in the log of a run: which attempt, since when, and how many lines and bytes stood there before. */
export type LogRoom = {
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly lines: number;
  readonly bytes: number;
};

/** Takes room in the log for lines of a holder outside; until the transaction ends nobody else takes any. Undefined when the lease is not held. */
export async function takeLogRoom(
  tx: Tx,
  { runId, leaseToken }: Lease,
  room: { readonly lines: number; readonly bytes: number },
): Promise<LogRoom | undefined> {
  const [row] = await rowsOf<LogRoom>(
    tx,
    sql`
    update runs r set reported_lines = coalesce(r.reported_lines, 0) + ${room.lines},
      reported_bytes = least(coalesce(r.reported_bytes, 0)::bigint + ${room.bytes}, 1000000000)
    where r.id = ${runId}::uuid and ${checkOnly(sql`r.lease_token = ${leaseToken}::uuid and ${HOLDS}`)}
    returning r.attempt, ${epochMs(sql`r.attempt_started_at`)} as "startedAt",
      r.reported_lines - ${room.lines}::int as lines,
      r.reported_bytes - ${room.bytes}::int as bytes`,
  );
  return row;
}

/** A run somebody outside reports on, as far as the report needs it. */
export type ReportedRun = {
  readonly runId: string;
  readonly jobId: string;
  readonly jobVersion: number;
  readonly templateVersionId: string;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly lostCount: number;
  readonly releaseCount: number;
  /** Whether the lease is held with this token, by somebody who may report. */
  readonly isHeld: boolean;
};

/** The run of a report, or undefined when there is none. */
export async function findReportedRun(
  db: Db,
  { runId, leaseToken }: Lease,
): Promise<ReportedRun | undefined> {
  const [row] = await rowsOf<ReportedRun>(
    db,
    sql`select r.id as "runId", r.job_id as "jobId", r.job_version as "jobVersion",
      r.template_version_id as "templateVersionId", r.status, r.attempt, r.lost_count as "lostCount",
      r.release_count as "releaseCount", coalesce(r.lease_token = ${leaseToken}::uuid and ${HOLDS}, false) as "isHeld"
    from runs r where r.id = ${runId}::uuid`,
  );
  return row;
}

/** How the attempt ended that had this lease; undefined when none has. */
export async function findAttemptOfLease(
  db: Db,
  { runId, leaseToken }: Lease,
): Promise<{ attempt: number; outcome: AttemptOutcome } | undefined> {
  const [row] = await rowsOf<{ attempt: number; outcome: AttemptOutcome }>(
    db,
    sql`select attempt, outcome from attempts where run_id = ${runId}::uuid and lease_token = ${leaseToken}::uuid`,
  );
  return row;
}
