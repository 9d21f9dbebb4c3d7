import { type SQL, sql } from "drizzle-orm";
import type { Capability } from "../../lib/domain/capability.ts";
import type { RunDecision } from "../../lib/domain/decision.ts";
import type { RunStatus, Trigger } from "../../lib/domain/run-state.ts";
import type { Tx } from "../client.ts";
import { batch, checkOnly, epochMs, rowsOf, runBatch } from "../sql.ts";

/*
 * The transitions of a run, and the only place that writes `runs.status`. Each function is one guarded
 * statement over a batch which also writes the events, the ended attempts and the rollups, so that none of
 * them can be forgotten. A run that is missing from the answer was decided by somebody else.
 */

/** A run about to be opened; what is absent is null. Instants are milliseconds since 1970. */
export type NewRun = {
  readonly id: string;
  readonly projectId: string;
  readonly jobId: string;
  readonly jobVersion: number;
  readonly templateVersionId: string;
  readonly trigger: Trigger;
  readonly scheduledFor: number;
  readonly scheduledUntil?: number | null;
  readonly slotCount: number;
  readonly status: "pending" | "skipped" | "missed";
  readonly reason?: string | null;
  readonly rule?: string | null;
  readonly decision?: RunDecision | null;
  readonly notes?: readonly string[] | null;
  readonly maxAttempts: number;
  readonly params?: unknown;
  readonly priority: number;
  readonly pool: string;
  readonly needs?: Capability | null;
  readonly timeoutSeconds?: number | null;
  readonly startTimeoutSeconds?: number | null;
  readonly cancelGraceSeconds: number;
  readonly exclusive: boolean;
  readonly heldReason?: "delay" | "overlap" | "concurrency" | null;
  readonly heldBy?: string | null;
  readonly overlap?: string | null;
  readonly dispatchId?: string | null;
  /** For workers outside, with the way they get it; such a run has no message. */
  readonly externalTask?: string | null;
  readonly externalTransport?: "http" | "rabbitmq" | null;
  /** The lease of a holder outside, where one may have a part in it. */
  readonly heartbeatTimeoutSeconds?: number | null;
  readonly availableAt?: number | null;
  readonly rerunOf?: string | null;
  readonly backfillId?: string | null;
  readonly concurrencyKey?: string | null;
  readonly requestedBy?: string | null;
  readonly traceparent?: string | null;
  /** The lease of a run that is claimed by the very process that opens it; it needs no message then. */
  readonly workerId?: string;
  readonly leaseToken?: string;
  readonly leaseSeconds?: number;
};

const NEW_RUN_COLUMNS = sql.raw(`
  "id" uuid, "projectId" uuid, "jobId" uuid, "jobVersion" int, "templateVersionId" uuid, "trigger" text,
  "scheduledFor" float8, "scheduledUntil" float8, "slotCount" int, "status" text, "reason" text, "rule" text,
  "decision" jsonb, "notes" text[], "maxAttempts" int2, "params" jsonb, "priority" int2, "pool" text, "needs" text,
  "timeoutSeconds" real, "startTimeoutSeconds" real, "cancelGraceSeconds" real, "exclusive" bool,
  "heldReason" text, "heldBy" uuid, "overlap" text, "dispatchId" uuid, "externalTask" text,
  "externalTransport" text, "heartbeatTimeoutSeconds" real, "availableAt" float8,
  "rerunOf" uuid, "backfillId" uuid, "concurrencyKey" text, "requestedBy" uuid, "traceparent" text,
  "workerId" uuid, "leaseToken" uuid, "leaseSeconds" float8`);

/**
 * open: – → pending, skipped, missed; and with a lease also claim: → running, in the same statement. Opens
 * nothing where the slot has its row already (unique job and `scheduledFor` of scheduled runs); answers the ids
 * it opened.
 */
export async function openRuns(tx: Tx, runs: readonly NewRun[]): Promise<Set<string>> {
  if (runs.length === 0) return new Set();
  const opened = await rowsOf<{ id: string }>(
    tx,
    sql`
    with input as (
      select *, case when "leaseToken" is not null then punctual_now() end as "claimedAt"
      from json_to_recordset(${batch(runs)}) as x(${NEW_RUN_COLUMNS})
    ),
    changed as (
      insert into runs as r (
        id, project_id, job_id, job_version, template_version_id, trigger, scheduled_for, scheduled_until,
        slot_count, status, reason, rule, decision, notes, max_attempts, params, priority, pool, needs,
        timeout_seconds, start_timeout_seconds, cancel_grace_seconds, exclusive, held_reason, held_by, overlap,
        dispatch_id, external_task, external_transport, heartbeat_timeout_seconds, available_at, publish_at, rerun_of, backfill_id, concurrency_key, requested_by, traceparent, created_at, finished_at,
        attempt, worker_id, lease_token, lease_expires_at, heartbeat_at, started_at, attempt_started_at, lateness_ms)
      select
        "id", "projectId", "jobId", "jobVersion", "templateVersionId", "trigger",
        to_timestamp("scheduledFor" / 1000), to_timestamp("scheduledUntil" / 1000),
        "slotCount", case when "claimedAt" is null then "status" else 'running' end, "reason", "rule",
        "decision", "notes", "maxAttempts", "params", "priority", "pool", "needs", "timeoutSeconds",
        "startTimeoutSeconds", "cancelGraceSeconds", "exclusive", "heldReason", "heldBy", "overlap",
        "dispatchId", "externalTask", "externalTransport", "heartbeatTimeoutSeconds",
        to_timestamp("availableAt" / 1000),
        case when "status" = 'pending' and "heldReason" is null then ${ifRabbitmq(sql`"externalTransport"`, sql`to_timestamp("availableAt" / 1000)`)} end,
        "rerunOf", "backfillId", "concurrencyKey", "requestedBy", "traceparent",
        punctual_now(), case when "status" <> 'pending' then punctual_now() end,
        case when "claimedAt" is null then 0 else 1 end, "workerId", "leaseToken",
        "claimedAt" + make_interval(secs => "leaseSeconds"), "claimedAt", "claimedAt", "claimedAt",
        ${latenessMs(sql`"claimedAt"`, sql`to_timestamp("availableAt" / 1000)`)}
      from input
      on conflict (job_id, scheduled_for) where trigger = 'schedule' do nothing
      returning ${CHANGED}
    ),
    emitted as (
      insert into events (at, type, project_id, job_id, run_id, data)
      select punctual_now(), step.type, project_id, job_id, id, jsonb_strip_nulls(jsonb_build_object(
        'status', step.status, 'attempt', case step.status when 'running' then attempt else 0 end, 'reason', reason))
      from changed
      cross join lateral (values
        (1, 'run.created', case status when 'running' then 'pending' else status end),
        (2, case status when 'pending' then null when 'running' then 'run.updated' else 'run.finished' end, status)
      ) as step(n, type, status)
      where step.type is not null
      order by step.n
    ),
    ${rollups(sql`changed`)}
    select id from changed`,
  );
  return new Set(opened.map((row) => row.id));
}

/** How late a first attempt begins, in whole milliseconds; null without a beginning. */
function latenessMs(startedAt: SQL, availableAt: SQL): SQL {
  // LEAST passes over nulls, so a run without a start would otherwise be the latest of all.
  return sql`case when ${startedAt} is not null
    then least(extract(epoch from ${startedAt} - ${availableAt}) * 1000, 2147483647)::int end`;
}

/** The instant for runs that are published to RabbitMQ, null for others. */
function ifRabbitmq(transport: SQL, instant: SQL): SQL {
  return sql`case when ${transport} = 'rabbitmq' then ${instant} end`;
}

/** Now, where a consumer has heard or is about to hear of the present attempt, and so has to hear that it is off; else null. */
const CANCEL_PUBLISHED_AT = sql.raw(
  "case when r.published_attempt = r.attempt + (r.status = 'pending')::int then punctual_now() end",
);

/** A message taken from the queue, with the lease its run is to get. */
export type Claim = {
  readonly runId: string;
  readonly dispatchId: string;
  readonly leaseToken: string;
};

/** A run as its holder needs it. Instants are milliseconds since 1970. */
export type ClaimedRun = {
  readonly id: string;
  readonly projectId: string;
  readonly jobId: string;
  readonly jobVersion: number;
  readonly templateVersionId: string;
  readonly trigger: Trigger;
  readonly scheduledFor: number;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly lostCount: number;
  readonly releaseCount: number;
  readonly timeoutSeconds: number | null;
  readonly params: unknown;
  readonly leaseToken: string;
  readonly traceparent: string | null;
};

/** claim: pending → running, for the messages that still name their run. `latenessMs` is fixed at the first start. */
export function claimRuns(
  tx: Tx,
  claims: readonly Claim[],
  holder: { readonly workerId: string; readonly leaseSeconds: number },
): Promise<ClaimedRun[]> {
  return claim<ClaimedRun>(tx, {
    input: sql`json_to_recordset(${runBatch(claims)}) as x("runId" uuid, "dispatchId" uuid, "leaseToken" uuid)`,
    isThere: sql`r.dispatch_id = input."dispatchId"`,
    workerId: sql`${holder.workerId}::uuid`,
    leaseSeconds: sql`${holder.leaseSeconds}`,
    handedOverAt: sql`null::timestamptz`,
  });
}

/** A run that somebody outside is to get, with the lease it is to have. */
export type OutsideClaim = {
  readonly runId: string;
  readonly leaseToken: string;
  readonly workerId: string;
};

/** A run as its holder outside needs it. Instants are milliseconds since 1970. */
export type OutsideRun = ClaimedRun & {
  readonly task: string;
  readonly workerId: string;
  readonly leaseSeconds: number;
  readonly attemptStartedAt: number;
};

/** claim from outside: the same for runs that have a task in place of a message. The lease is that of their job. */
export function claimOutside(tx: Tx, claims: readonly OutsideClaim[]): Promise<OutsideRun[]> {
  return claim<OutsideRun>(tx, {
    input: sql`json_to_recordset(${runBatch(claims)}) as x("runId" uuid, "leaseToken" uuid, "workerId" uuid)`,
    isThere: sql`r.external_task is not null`,
    workerId: sql`input."workerId"`,
    leaseSeconds: sql`r.heartbeat_timeout_seconds`,
    handedOverAt: sql`punctual_now()`,
    also: sql`, external_task as task, worker_id as "workerId",
      heartbeat_timeout_seconds::float8 as "leaseSeconds", ${epochMs(sql`attempt_started_at`)} as "attemptStartedAt"`,
  });
}

function claim<Row extends ClaimedRun>(
  tx: Tx,
  by: {
    readonly input: SQL;
    readonly isThere: SQL;
    readonly workerId: SQL;
    readonly leaseSeconds: SQL;
    readonly handedOverAt: SQL;
    readonly also?: SQL;
  },
): Promise<Row[]> {
  return rowsOf<Row>(
    tx,
    sql`
    with input as (select * from ${by.input}),
    changed as (
      update runs r set
        status = 'running', attempt = r.attempt + 1, worker_id = ${by.workerId},
        lease_token = input."leaseToken", dispatch_id = null, handed_over_at = ${by.handedOverAt},
        lease_expires_at = punctual_now() + make_interval(secs => ${by.leaseSeconds}),
        heartbeat_at = punctual_now(), started_at = coalesce(r.started_at, punctual_now()),
        attempt_started_at = punctual_now(), progress = null, cancel_delivered_at = null,
        publish_at = ${ifRabbitmq(sql`r.external_transport`, sql`punctual_now() + make_interval(secs => r.timeout_seconds)`)},
        lateness_ms = coalesce(
          r.lateness_ms,
          ${latenessMs(sql`punctual_now()`, sql`r.available_at`)})
      from input
      where r.id = input."runId" and ${checkOnly(sql`${by.isThere}
        and r.status = 'pending' and r.held_reason is null and r.available_at <= punctual_now()`)}
      returning ${CHANGED}, r.job_version, r.template_version_id, r.max_attempts, r.lost_count,
        r.release_count, r.timeout_seconds, r.params, r.lease_token, r.traceparent, r.external_task,
        r.worker_id, r.heartbeat_timeout_seconds, r.attempt_started_at
    ),
    ${runEvents(sql`changed`)}
    select id, project_id as "projectId", job_id as "jobId", job_version as "jobVersion",
      template_version_id as "templateVersionId", trigger, ${epochMs(sql`scheduled_for`)} as "scheduledFor",
      attempt, max_attempts as "maxAttempts", lost_count as "lostCount", release_count as "releaseCount",
      timeout_seconds as "timeoutSeconds", params, lease_token as "leaseToken", traceparent ${by.also ?? sql``}
    from changed`,
  );
}

/** How an attempt ended and what becomes of its run; decided in `lib/domain/outcome.ts`. */
export type Ending = {
  readonly runId: string;
  readonly leaseToken: string;
  /** The state the decision was made in; a run that has left it meanwhile is not touched. */
  readonly from: "running" | "cancelling";
  readonly to: "completed" | "failed" | "cancelled" | "pending";
  readonly outcome: "completed" | "failed" | "timed_out" | "cancelled" | "lost";
  /** The holder gave the run back unasked for, at its shutdown; not charged to `maxAttempts`. */
  readonly released: boolean;
  /** Null leaves a cancelled run the reason of the request. */
  readonly reason: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly result: unknown;
  /** For `to: "pending"`: when it may start again, and the message that says so. */
  readonly delaySeconds: number;
  readonly dispatchId: string | null;
};

export type EndedRun = {
  readonly id: string;
  /** The lease that ended; a batch may hold ends of several leases of one run. */
  readonly leaseToken: string;
  readonly projectId: string;
  readonly jobId: string;
  readonly concurrencyKey: string | null;
  readonly status: RunStatus;
  readonly pool: string;
  readonly needs: Capability | null;
  readonly priority: number;
  /** The message that is to say so where it is pending again; an external run needs none. */
  readonly dispatchId: string | null;
};

/**
 * complete, fail, retry, release, confirm cancel (by the holder of the lease) and, with `onlyExpired`, lose,
 * time out and force cancel (by the custodian, who must find the lease or the limit over): one attempt ends.
 */
export function endAttempts(tx: Tx, endings: readonly Ending[]): Promise<EndedRun[]> {
  return rowsOf<EndedRun>(
    tx,
    sql`
    with input as (
      select * from json_to_recordset(${runBatch(endings)}) as x(
        "runId" uuid, "leaseToken" uuid, "from" text, "to" text, "outcome" text, "reason" text,
        "released" bool, "errorCode" text, "errorMessage" text, "result" jsonb, "delaySeconds" float8, "dispatchId" uuid)
    ),
    changed as (
      update runs r set
        status = input."to",
        reason = case when input."to" = 'cancelled' then coalesce(input."reason", r.reason) else input."reason" end,
        error_code = input."errorCode", error_message = input."errorMessage",
        result = nullif(input."result", 'null'),
        dispatch_id = case when r.external_task is null then input."dispatchId" end,
        available_at = case when input."to" = 'pending'
          then punctual_now() + make_interval(secs => input."delaySeconds") else r.available_at end,
        publish_at = case when input."to" = 'pending' then
          ${ifRabbitmq(sql`r.external_transport`, sql`punctual_now() + make_interval(secs => input."delaySeconds")`)} end,
        finished_at = case when input."to" <> 'pending' then punctual_now() end,
        lost_count = r.lost_count + (input."outcome" = 'lost')::int,
        release_count = r.release_count + input."released"::int,
        lease_token = null, lease_expires_at = null, handed_over_at = null, reported_lines = null, reported_bytes = null
      from input
      where r.id = input."runId"
        and ${checkOnly(sql`r.lease_token = input."leaseToken" and r.status = input."from"`)}
      returning ${CHANGED}, r.pool, r.needs, r.priority, r.worker_id, r.attempt_started_at, r.error_code,
        r.error_message, r.result, r.dispatch_id, r.heartbeat_timeout_seconds, input."leaseToken", input."outcome"
    ),
    ended as (
      insert into attempts (run_id, attempt, worker_id, started_at, finished_at, outcome, error_code, error_message, result,
        lease_token)
      select id, attempt, worker_id, attempt_started_at, punctual_now(), outcome, error_code, error_message, result,
        case when heartbeat_timeout_seconds is not null then "leaseToken" end
      from changed
    ),
    ${runEvents(sql`changed`)},
    ${rollups(sql`changed`)}
    select id, "leaseToken", project_id as "projectId", job_id as "jobId", concurrency_key as "concurrencyKey",
      status, pool, needs, priority, dispatch_id as "dispatchId"
    from changed`,
  );
}

export type CancelledRun = {
  readonly id: string;
  readonly projectId: string;
  readonly jobId: string;
  readonly concurrencyKey: string | null;
  readonly status: "cancelled" | "cancelling";
  readonly pool: string;
  /** The message that must not ring any more. */
  readonly dispatchId: string | null;
};

/** request cancel: pending → cancelled, running → cancelling. `replacedBy` names for runs the one they make room for. */
export function requestCancel(
  tx: Tx,
  runIds: readonly string[],
  reason: string,
  replacedBy: ReadonlyMap<string, string> = new Map(),
): Promise<CancelledRun[]> {
  const by = sql`${JSON.stringify(Object.fromEntries(replacedBy))}::jsonb -> r.id::text`;
  return rowsOf<CancelledRun>(
    tx,
    sql`
    with old as (
      select id, dispatch_id from runs
      where id in (select value::uuid from json_array_elements_text(${JSON.stringify(runIds)}::json))
        and status in ('pending', 'running')
      order by id for update
    ),
    changed as (
      update runs r set
        status = case r.status when 'pending' then 'cancelled' else 'cancelling' end,
        reason = ${reason}, error_code = null, error_message = null, dispatch_id = null, held_reason = null, held_by = null,
        cancel_requested_at = punctual_now(), publish_at = ${CANCEL_PUBLISHED_AT},
        decision = case when ${by} is null then r.decision
          else coalesce(r.decision, '{}') || jsonb_build_object('replacedBy', ${by}) end,
        finished_at = case r.status when 'pending' then punctual_now() end
      from old where r.id = old.id and r.status in ('pending', 'running')
      returning ${CHANGED}, r.pool, old.dispatch_id as old_dispatch_id
    ),
    ${runEvents(sql`changed`)},
    ${rollups(sql`changed`)}
    select id, project_id as "projectId", job_id as "jobId", concurrency_key as "concurrencyKey", status, pool,
      old_dispatch_id as "dispatchId"
    from changed`,
  );
}

/** expire: pending → failed (`start_timeout`), counted from `availableAt`; at most `limit` in a pass. */
export function expirePending(tx: Tx, limit: number): Promise<CancelledRun[]> {
  return rowsOf<CancelledRun>(
    tx,
    sql`
    with old as (
      select id, dispatch_id from runs
      where status = 'pending' and start_timeout_seconds is not null and finished_at is null
        and available_at + make_interval(secs => start_timeout_seconds) <= punctual_now()
      order by available_at limit ${limit} for update skip locked
    ),
    changed as (
      update runs r set
        status = 'failed', reason = 'start_timeout', error_code = 'start_timeout',
        error_message = 'No worker started the run within ' || r.start_timeout_seconds || ' s of ' || r.available_at,
        dispatch_id = null, held_reason = null, held_by = null, publish_at = ${CANCEL_PUBLISHED_AT},
        finished_at = punctual_now()
      from old where r.id = old.id
      returning ${CHANGED}, r.pool, old.dispatch_id as old_dispatch_id
    ),
    ${runEvents(sql`changed`)},
    ${rollups(sql`changed`)}
    select id, project_id as "projectId", job_id as "jobId", concurrency_key as "concurrencyKey", status, pool,
      old_dispatch_id as "dispatchId"
    from changed`,
  );
}

/** A delayed run whose moment has come and whose overlap rule says no: pending → skipped. */
export function skipHeld(
  tx: Tx,
  runId: string,
  verdict: { rule: string | null; decision: RunDecision },
): Promise<{ id: string }[]> {
  return rowsOf<{ id: string }>(
    tx,
    sql`
    with changed as (
      update runs set status = 'skipped', reason = 'overlap', rule = ${verdict.rule},
        decision = coalesce(decision, '{}') || ${JSON.stringify(verdict.decision)}::jsonb,
        held_reason = null, held_by = null, finished_at = punctual_now()
      where id = ${runId}::uuid and status = 'pending' and held_reason = 'delay'
      returning *
    ),
    ${runEvents(sql`changed`)},
    ${rollups(sql`changed`)}
    select id from changed`,
  );
}

/** What events and rollups need of a changed row; whole rows would be copied several times a batch. */
const CHANGED = sql.raw(
  "r.id, r.project_id, r.job_id, r.concurrency_key, r.trigger, r.status, r.attempt, r.reason, r.slot_count, r.scheduled_for, r.scheduled_until, r.started_at, r.finished_at, r.lateness_ms",
);

/** A row's present state as an event, `run.finished` once it is final. Events say what is, not how it came. */
function runEvents(changed: SQL): SQL {
  return sql`
    emitted as (
      insert into events (at, type, project_id, job_id, run_id, data)
      select punctual_now(), case when finished_at is null then 'run.updated' else 'run.finished' end,
        project_id, job_id, id,
        jsonb_strip_nulls(jsonb_build_object('status', status, 'attempt', attempt, 'reason', reason))
      from ${changed}
    )`;
}

/**
 * Counts final rows by hour of finishing and by day of `scheduledFor`; by day, the slots are those of the schedule that have
 * a row of their own. Sorted, so that two batches never deadlock.
 */
function rollups(changed: SQL): SQL {
  return sql`
    by_hour as (
      insert into run_hour_stats as s (project_id, hour, status, runs, slots, duration_ms, lateness_ms, max_lateness_ms)
      select project_id, date_trunc('hour', punctual_now()), status, count(*), sum(slot_count),
        coalesce(sum(extract(epoch from finished_at - started_at) * 1000), 0),
        coalesce(sum(lateness_ms), 0), coalesce(max(lateness_ms), 0)
      from ${changed} where finished_at is not null
      group by project_id, status order by project_id, status
      on conflict (project_id, hour, status) do update set
        runs = s.runs + excluded.runs, slots = s.slots + excluded.slots,
        duration_ms = s.duration_ms + excluded.duration_ms, lateness_ms = s.lateness_ms + excluded.lateness_ms,
        max_lateness_ms = greatest(s.max_lateness_ms, excluded.max_lateness_ms)
    ),
    by_day as (
      insert into job_day_stats as s (job_id, day, status, runs, slots, duration_ms)
      select job_id, (scheduled_for at time zone 'UTC')::date as day, status, count(*),
        count(*) filter (where trigger = 'schedule' and scheduled_until is null),
        coalesce(sum(extract(epoch from finished_at - started_at) * 1000), 0)
      from ${changed} where finished_at is not null
      group by job_id, day, status order by job_id, day, status
      on conflict (job_id, day, status) do update set
        runs = s.runs + excluded.runs, slots = s.slots + excluded.slots,
        duration_ms = s.duration_ms + excluded.duration_ms
    )`;
}
