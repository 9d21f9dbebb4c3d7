import { type SQL, sql } from "drizzle-orm";
import type { Capability } from "../../lib/domain/capability.ts";
import type { RunDecision, Wait } from "../../lib/domain/decision.ts";
import type { OverlapPolicy } from "../../lib/domain/policies.ts";
import type { Db, Tx } from "../client.ts";
import { anyOf } from "../keyset.ts";
import { batch, checkOnly, rowsOf } from "../sql.ts";

/** Which of these jobs have runs held for the overlap rule. */
export async function readJobsWithHeldRuns(db: Db, jobIds: readonly string[]): Promise<string[]> {
  const rows = await rowsOf<{ jobId: string }>(
    db,
    sql`
    select distinct wanted.id as "jobId" from unnest(${anyOf(jobIds, "uuid")}) as wanted(id)
    cross join lateral (select 1 from runs where job_id = wanted.id and held_reason = 'overlap' limit 1) as held`,
  );
  return rows.map((row) => row.jobId);
}

/** The first `limit` jobs after this one, by id, that have runs held for the overlap rule. */
export async function readNextJobsWithHeldRuns(
  db: Db,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await rowsOf<{ jobId: string }>(
    db,
    sql`select distinct job_id as "jobId" from runs where held_reason = 'overlap' and job_id > ${after}::uuid
      order by job_id limit ${limit}`,
  );
  return rows.map((row) => row.jobId);
}

/** A held run in the order its turn comes. */
export type HeldRun = {
  readonly id: string;
  readonly pool: string;
  readonly priority: number;
  /** A catch-up run of misfire policy `all`, which goes when no other is active (O3). */
  readonly catchUp: boolean;
  /** The rule it named for itself; null is the job's. */
  readonly overlap: OverlapPolicy | null;
  /** Seconds until it may start: its jitter may not be over yet. */
  readonly delaySeconds: number;
};

/** Who waits for the overlap rule of a job, and whom they meet. */
export type Turn = {
  /** In the order in which they began to count (O1), one asked for later from its moment on. */
  readonly held: readonly HeldRun[];
  /** Runs that have passed the rule: at work, dispatched, or waiting for their concurrency group alone. */
  readonly busy: number;
  /** Those of them that are asked to cancel. */
  readonly cancelling: number;
};

/** The first `limit` held runs of a locked job, and what stands in their way. */
export async function readTurn(tx: Tx, jobId: string, limit: number): Promise<Turn> {
  const held = await rowsOf<HeldRun>(
    tx,
    sql`
    select id, pool, priority, coalesce(decision->>'catchUp' = 'all', false) as "catchUp", overlap,
      greatest(0, extract(epoch from available_at - punctual_now()))::float8 as "delaySeconds"
    from runs where job_id = ${jobId}::uuid and held_reason = 'overlap'
    order by case when trigger = 'schedule' then created_at else greatest(created_at, available_at) end, id
    limit ${limit}`,
  );
  const [row] = await rowsOf<{ busy: number; cancelling: number }>(
    tx,
    sql`select count(*)::int as busy, count(*) filter (where status = 'cancelling')::int as cancelling
      from runs where job_id = ${jobId}::uuid and finished_at is null
        and held_reason is distinct from 'overlap' and (held_reason is null or held_reason = 'concurrency')`,
  );
  return { held, busy: row?.busy ?? 0, cancelling: row?.cancelling ?? 0 };
}

/** The waits of a run, the last of them over now. */
const WAITS = sql.raw(`case when jsonb_array_length(r.decision->'waits') > 0
  then jsonb_set(r.decision->'waits', '{-1,until}',
    to_jsonb(to_char(punctual_now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
  else '[]' end`);

/** A held run that may go: its message, and what the rules say of it at this moment. */
export type Going = {
  readonly id: string;
  readonly dispatchId: string;
  /** Under rules that may be others than those it was opened under. */
  readonly exclusive: boolean;
  /** The concurrency group in which it takes a place. */
  readonly concurrencyKey: string | null;
};

/**
 * Lets held runs go: they are dispatchable from now on, by a message the caller puts. Not a change of state. Answers
 * those that want one, with where it goes; a missing one is for workers outside, or was cancelled meanwhile.
 */
export async function dispatchHeld(
  tx: Tx,
  runs: readonly Going[],
): Promise<Map<string, Pick<Dispatchable, "projectId" | "needs">>> {
  const dispatched = await rowsOf<Pick<Dispatchable, "id" | "projectId" | "needs">>(
    tx,
    sql`
    with changed as (
      update runs r set held_reason = null, held_by = null,
        dispatch_id = case when r.external_task is null then d."dispatchId" end, exclusive = d."exclusive",
        concurrency_key = d."concurrencyKey",
        publish_at = case when r.external_transport = 'rabbitmq' then r.available_at end,
        decision = case when r.decision ? 'waits' then r.decision || jsonb_build_object('waits', ${WAITS})
          else r.decision end
      from json_to_recordset(${batch(runs)}) as d("id" uuid, "dispatchId" uuid, "exclusive" bool, "concurrencyKey" text)
      where r.id = d."id" and ${checkOnly(sql`r.status = 'pending' and r.held_reason is not null`)}
      returning r.*
    ),
    ${toldOf(sql`changed`)}
    select id, project_id as "projectId", needs from changed where dispatch_id is not null`,
  );
  return new Map(dispatched.map(({ id, ...row }) => [id, row]));
}

/** A run that goes on waiting, now for something else than before. */
export type Holding = {
  readonly id: string;
  readonly wait: Wait;
  /** What else was decided. */
  readonly decision: RunDecision;
  readonly exclusive: boolean;
  readonly concurrencyKey: string | null;
};

/** Lets held runs wait for something else. */
export async function holdFurther(tx: Tx, runs: readonly Holding[]): Promise<void> {
  await tx.execute(sql`
    with changed as (
      update runs r set held_reason = h."wait"->>'for', held_by = (h."wait"->>'behind')::uuid,
        exclusive = h."exclusive", concurrency_key = h."concurrencyKey",
        decision = coalesce(r.decision, '{}') || h."decision" || jsonb_build_object('waits', ${WAITS} || h."wait")
      from json_to_recordset(${batch(runs)}) as h(
        "id" uuid, "wait" jsonb, "decision" jsonb, "exclusive" bool, "concurrencyKey" text)
      where r.id = h."id" and ${checkOnly(sql`r.status = 'pending' and r.held_reason is not null`)}
      returning r.*
    ),
    ${toldOf(sql`changed`)}
    select id from changed`);
}

function toldOf(changed: SQL): SQL {
  return sql`
    told as (
      insert into events (at, type, project_id, job_id, run_id, data)
      select punctual_now(), 'run.updated', project_id, job_id, id,
        jsonb_build_object('status', status, 'attempt', attempt) from ${changed}
    )`;
}

/** A dispatchable run, for the look whether its message is there. */
export type Dispatchable = {
  readonly id: string;
  readonly projectId: string;
  readonly pool: string;
  readonly needs: Capability | null;
  readonly priority: number;
  readonly dispatchId: string | null;
};

/** The oldest runs that should have a message and have waited for longer than `seconds`. */
export function readOverdueDispatchable(
  db: Db,
  seconds: number,
  limit: number,
): Promise<Dispatchable[]> {
  return rowsOf<Dispatchable>(
    db,
    sql`select id, project_id as "projectId", pool, needs, priority, dispatch_id as "dispatchId" from runs
      where finished_at is null and status = 'pending' and held_reason is null
        and external_task is null and available_at <= punctual_now() - make_interval(secs => ${seconds})
      order by id limit ${limit}`,
  );
}

/** Gives runs a new message id where they still have the old one; answers those it changed. */
export async function replaceDispatchIds(
  tx: Tx,
  rows: readonly { id: string; old: string | null; dispatchId: string }[],
): Promise<Set<string>> {
  const changed = await rowsOf<{ id: string }>(
    tx,
    sql`
    update runs r set dispatch_id = d."dispatchId"
    from json_to_recordset(${batch(rows)}) as d("id" uuid, "old" uuid, "dispatchId" uuid)
    where r.id = d."id" and ${checkOnly(sql`r.status = 'pending' and r.held_reason is null
      and r.dispatch_id is not distinct from d."old"`)}
    returning r.id`,
  );
  return new Set(changed.map((row) => row.id));
}
