import { sql } from "drizzle-orm";
import type { OverlapPolicy } from "../../lib/domain/policies.ts";
import type { Db, Tx } from "../client.ts";
import { batch, checkOnly, rowsOf } from "../sql.ts";

/** Which of these jobs have runs held for the overlap rule; without ids, of all jobs. */
export async function readJobsWithHeldRuns(
  db: Db,
  jobIds: readonly string[] | null,
): Promise<string[]> {
  const among =
    jobIds === null
      ? sql``
      : sql`and job_id in (select value::uuid from json_array_elements_text(${JSON.stringify(jobIds)}::json))`;
  const rows = await rowsOf<{ jobId: string }>(
    db,
    sql`select distinct job_id as "jobId" from runs where held_reason = 'overlap' ${among} limit 1000`,
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

/**
 * Held runs of a job in the order in which they began to count (O1), one asked for later from its moment on; and how
 * many runs of the job are at work or dispatched.
 */
export async function readTurn(tx: Tx, jobId: string): Promise<{ held: HeldRun[]; busy: number }> {
  const held = await rowsOf<HeldRun>(
    tx,
    sql`
    select id, pool, priority, coalesce(decision->>'catchUp' = 'all', false) as "catchUp", overlap,
      greatest(0, extract(epoch from available_at - punctual_now()))::float8 as "delaySeconds"
    from runs where job_id = ${jobId}::uuid and held_reason = 'overlap'
    order by case when trigger = 'schedule' then created_at else greatest(created_at, available_at) end, id
    limit 100`,
  );
  const [row] = await rowsOf<{ busy: number }>(
    tx,
    sql`select count(*)::int as busy from runs where job_id = ${jobId}::uuid
      and finished_at is null and held_reason is null`,
  );
  return { held, busy: row?.busy ?? 0 };
}

/**
 * Lets held runs go: they get a message and are dispatchable from now on. Not a change of state. `exclusive` is what
 * the rules say at this moment, which may be others than those it was opened under.
 */
export async function dispatchHeld(
  tx: Tx,
  runs: readonly { id: string; dispatchId: string; exclusive: boolean }[],
): Promise<void> {
  await tx.execute(sql`
    with changed as (
      update runs r set held_reason = null, held_by = null, dispatch_id = d."dispatchId", exclusive = d."exclusive"
      from json_to_recordset(${batch(runs)}) as d("id" uuid, "dispatchId" uuid, "exclusive" bool)
      where r.id = d."id" and ${checkOnly(sql`r.status = 'pending' and r.held_reason is not null`)}
      returning r.*
    )
    insert into events (at, type, project_id, job_id, run_id, data)
    select punctual_now(), 'run.updated', project_id, job_id, id,
      jsonb_build_object('status', status, 'attempt', attempt) from changed`);
}

/** A delayed run that meets others when its moment comes goes on waiting, now for them. */
export async function holdForOverlap(tx: Tx, runId: string, heldBy: string): Promise<void> {
  await tx.execute(sql`update runs set held_reason = 'overlap', held_by = ${heldBy}::uuid
    where id = ${runId}::uuid and status = 'pending' and held_reason = 'delay'`);
}

/** A dispatchable run, for the look whether its message is there. */
export type Dispatchable = {
  readonly id: string;
  readonly pool: string;
  readonly priority: number;
  readonly dispatchId: string | null;
};

/** The oldest dispatchable runs that have waited for longer than `seconds`. */
export function readOverdueDispatchable(
  db: Db,
  seconds: number,
  limit: number,
): Promise<Dispatchable[]> {
  return rowsOf<Dispatchable>(
    db,
    sql`select id, pool, priority, dispatch_id as "dispatchId" from runs
      where finished_at is null and status = 'pending' and held_reason is null
        and available_at <= punctual_now() - make_interval(secs => ${seconds})
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
