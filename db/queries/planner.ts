import { type SQL, sql } from "drizzle-orm";
import type { ConcurrencyGroup } from "../../lib/domain/concurrency.ts";
import type { MisfirePolicy, OverlapPolicy } from "../../lib/domain/policies.ts";
import type { Db, Tx } from "../client.ts";
import { anyOf } from "../keyset.ts";
import { batch, checkOnly, epochMs, rowsOf } from "../sql.ts";
import { type JobStatus, jobStatus } from "./job-status.ts";

/** A job with all a planner decides on, its row locked. Instants are milliseconds since 1970. */
export type LockedJob = {
  readonly id: string;
  readonly projectId: string;
  readonly version: number;
  readonly templateVersionId: string;
  readonly pool: string;
  readonly priority: number;
  readonly schedule: unknown;
  readonly policies: unknown;
  /** Its parameter `mode`, which for built-in templates tells whether targets take runs over. */
  readonly mode: string | null;
  readonly concurrencyGroup: ConcurrencyGroup | null;
  readonly status: JobStatus;
  readonly nextFireAt: number | null;
  readonly decidedUntil: number;
  readonly tzdata: string;
  readonly pausedAt: number | null;
  readonly pausedUntil: number | null;
  /** Id of the user. */
  readonly pausedBy: string | null;
  readonly pauseNote: string | null;
  /** Found due in a pause of its project, and waiting for its end. */
  readonly parked: boolean;
  /** Pauses of its project that it was not planned past, oldest first; null is none. */
  readonly projectPauses: readonly ProjectPause[] | null;
  /** The transaction's instant by the database's clock. */
  readonly now: number;
};

/** A pause of a project. Instants are milliseconds since 1970. */
export type ProjectPause = {
  readonly id: string;
  readonly from: number;
  readonly until: number | null;
  readonly resumedAt: number | null;
  readonly missed: MisfirePolicy["policy"] | null;
  /** Id of the user who paused. */
  readonly by: string | null;
  readonly note: string | null;
};

/**
 * Whether there is a pause to be told of is asked in two steps that cost a pass next to nothing, however many pauses lie
 * in the past: when the last of all ended, once a pass, and when the last of this project did.
 */
const PAUSES = sql`
  case when decided_until < (
      select coalesce(max(coalesce(resumed_at, 'infinity'::timestamptz)), '-infinity') from project_pauses)
    and decided_until < (
      select coalesce(p.resumed_at, 'infinity'::timestamptz) from project_pauses p where p.project_id = jobs.project_id
      order by coalesce(p.resumed_at, 'infinity'::timestamptz) desc limit 1)
  then (
    select json_agg(json_build_object('id', p.id, 'from', ${epochMs(sql`p.paused_at`)}, 'until', ${epochMs(sql`p.until`)},
      'resumedAt', ${epochMs(sql`p.resumed_at`)}, 'missed', p.missed, 'by', p.paused_by, 'note', p.note) order by p.paused_at)
    from project_pauses p
    where p.project_id = jobs.project_id and coalesce(p.resumed_at, 'infinity'::timestamptz) > decided_until) end`;

const LOCKED_JOB = sql`
  ${epochMs(sql`punctual_now()`)} as "now",
  id, jobs.project_id as "projectId", jobs.version, template_version_id as "templateVersionId", pool, priority,
  schedule, policies, params->>'mode' as mode, concurrency_group as "concurrencyGroup", ${jobStatus} as status, ${epochMs(sql`next_fire_at`)} as "nextFireAt",
  ${epochMs(sql`decided_until`)} as "decidedUntil", tzdata, ${epochMs(sql`paused_at`)} as "pausedAt",
  ${epochMs(sql`paused_until`)} as "pausedUntil", paused_by as "pausedBy", pause_note as "pauseNote",
  parked, ${PAUSES} as "projectPauses"`;

/**
 * The jobs that are due, oldest first, for this planner alone. Only clocks are locked: a job that somebody changed
 * between our look and our lock shows two versions, and is left for the next look. Jobs that newer time-zone data planned
 * are left to those who have it (Z5); versions of the data, such as `2026b`, order as text does.
 */
export function lockDueJobs(tx: Tx, tzdata: string, limit: number): Promise<LockedJob[]> {
  return rowsOf<LockedJob>(
    tx,
    sql`select ${LOCKED_JOB} from job_clocks join jobs on id = job_id and jobs.version = job_clocks.version
      where next_fire_at <= punctual_now() and tzdata <= ${tzdata}
      order by next_fire_at limit ${limit} for no key update of job_clocks skip locked`,
  );
}

/**
 * Jobs that older time-zone data than this planned, locked, in the order of their ids from `after` on; those somebody else
 * is at are left for the next look.
 */
export async function lockOutdatedClocks(
  tx: Tx,
  tzdata: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`select job_id as id from job_clocks where job_id > ${after}::uuid and tzdata < ${tzdata}
      order by job_id limit ${limit} for no key update skip locked`,
  );
  return rows.map((row) => row.id);
}

/** Says that a job needs no renewing for this version of the time-zone data. */
export async function keepTzdata(tx: Tx, jobId: string, tzdata: string): Promise<void> {
  await tx.execute(sql`update job_clocks set tzdata = ${tzdata} where job_id = ${jobId}::uuid`);
}

/** One job locked for an edit, or null when there is none or it was deleted. */
export async function lockJob(tx: Tx, jobId: string): Promise<LockedJob | null> {
  const rows = await rowsOf<LockedJob>(
    tx,
    sql`select ${LOCKED_JOB} from job_clocks join jobs on id = job_id
      where job_id = ${jobId}::uuid and deleted_at is null for no key update`,
  );
  return rows[0] ?? null;
}

/** The same for many jobs, in the order of their ids, so that two who lock some never wait for each other in turn. */
export function lockJobs(tx: Tx, jobIds: readonly string[]): Promise<LockedJob[]> {
  return rowsOf<LockedJob>(
    tx,
    sql`select ${LOCKED_JOB} from job_clocks join jobs on id = job_id
      where job_id = any(${anyOf(jobIds, "uuid")}) and deleted_at is null
      order by job_id for no key update`,
  );
}

/** Where a job stands after its slots were decided. */
export type Advance = {
  readonly id: string;
  /** Compare-and-set: what the decision was made on. */
  readonly version: number;
  readonly oldDecidedUntil: number;
  readonly decidedUntil: number;
  readonly nextFireAt: number | null;
  readonly parked: boolean;
  readonly tzdata: string;
};

/** Moves the clocks of jobs on; answers the ids it moved. One that is missing had changed since it was read. */
export async function advanceClocks(tx: Tx, advances: readonly Advance[]): Promise<Set<string>> {
  if (advances.length === 0) return new Set();
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`
    update job_clocks c set
      next_fire_at = to_timestamp(a."nextFireAt" / 1000), decided_until = to_timestamp(a."decidedUntil" / 1000),
      tzdata = a."tzdata", parked = a."parked"
    from json_to_recordset(${batch(advances)}) as a(
      "id" uuid, "version" int, "oldDecidedUntil" float8, "decidedUntil" float8, "nextFireAt" float8, "tzdata" text, "parked" bool)
    where c.job_id = a."id" and ${checkOnly(sql`c.version = a."version"
      and c.decided_until = to_timestamp(a."oldDecidedUntil" / 1000)`)}
    returning c.job_id as id`,
  );
  return new Set(rows.map((row) => row.id));
}

/** Ends the pauses of jobs, whose clocks the caller holds. */
export async function endPauses(tx: Tx, jobIds: readonly string[]): Promise<void> {
  if (jobIds.length === 0) return;
  await tx.execute(sql`
    update jobs set paused_at = null, paused_until = null, paused_by = null, pause_note = null
    where id in (select value::uuid from json_array_elements_text(${JSON.stringify(jobIds)}::json))`);
}

/**
 * Milliseconds until something is due, negative when it already is; null when nothing of its kind is planned. `crowd` is how many
 * jobs are due together at that moment, counted no further than asked for.
 */
export type NextDue = {
  readonly jobs: number | null;
  readonly delayed: number | null;
  readonly crowd: number;
};

/** When the next job and the next delayed run are due. The crowd is counted up to `most` jobs. */
export async function peekNextDue(db: Db, tzdata: string, most: number): Promise<NextDue> {
  const wait = (instant: SQL): SQL =>
    sql`(extract(epoch from (${instant}) - punctual_now()) * 1000)::float8`;
  const ours = sql`next_fire_at is not null and tzdata <= ${tzdata}`;
  // Counted in the index's order: the planner of a prepared statement would think nothing of reading the table instead.
  const rows = await rowsOf<NextDue>(
    db,
    sql`
    with first as materialized (
      select (select next_fire_at from job_clocks where ${ours} order by next_fire_at limit 1) as at
    )
    select
      ${wait(sql`first.at`)} as jobs,
      ${wait(sql`select available_at from runs where held_reason = 'delay' order by available_at limit 1`)} as delayed,
      (select count(*)::int from (
        select from job_clocks where ${ours} and next_fire_at <= greatest(first.at, punctual_now())
        order by next_fire_at limit ${most}
      ) as due) as crowd
    from first`,
  );
  return rows[0] ?? { jobs: null, delayed: null, crowd: 0 };
}

/** A run that stands in the way of others of its job (O1): not one that only starts counting later. */
export type ActiveRunRow = {
  readonly jobId: string;
  readonly id: string;
  readonly held: boolean;
  readonly pending: boolean;
  readonly ofBackfill: boolean;
};

/** The active runs of some jobs, oldest first. */
export function readActiveRuns(tx: Tx, jobIds: readonly string[]): Promise<ActiveRunRow[]> {
  return rowsOf<ActiveRunRow>(
    tx,
    sql`
    select r.job_id as "jobId", r.id, r.held_reason is not null as held, r.status = 'pending' as pending,
      r.backfill_id is not null as "ofBackfill"
    from json_array_elements_text(${JSON.stringify(jobIds)}::json) as wanted(id)
    cross join lateral (
      select * from runs where job_id = wanted.id::uuid and finished_at is null
        and held_reason is distinct from 'delay'
      order by id
    ) as r`,
  );
}

/** A run that was asked for later. */
export type DelayedRun = {
  readonly id: string;
  readonly jobId: string;
  readonly pool: string;
  readonly priority: number;
  /** The rule it named for itself; null is the job's. */
  readonly overlap: OverlapPolicy | null;
};

/**
 * Delayed runs whose moment has come, oldest first, locked with their jobs. Those of a job that somebody else is at
 * are left for the next look: to wait for it, holding jobs of one's own, might be to wait in a circle.
 */
export function lockDueDelayedRuns(tx: Tx, limit: number): Promise<DelayedRun[]> {
  return rowsOf<DelayedRun>(
    tx,
    sql`
    select r.id, r.job_id as "jobId", r.pool, r.priority, r.overlap from runs r join job_clocks c on c.job_id = r.job_id
    where r.held_reason = 'delay' and r.available_at <= punctual_now()
    order by r.available_at limit ${limit}
    for update of r skip locked for no key update of c skip locked`,
  );
}
