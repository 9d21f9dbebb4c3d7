import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../client.ts";
import { rowsOf } from "../sql.ts";

async function removed(db: Db, statement: SQL): Promise<number> {
  const rows = await rowsOf<{ removed: number }>(
    db,
    sql`with gone as (${statement} returning 1) select count(*)::int as removed from gone`,
  );
  return rows[0]?.removed ?? 0;
}

/** What one step of the ledger's retention did: where the next one begins, null at the end. */
export type PrunedJobs = { readonly lastJobId: string | null; readonly removed: number };

/**
 * Removes the final runs of some jobs, in the order of their ids from `after` on, that are older than `before`
 * (the first id of that instant) and not among the newest `perJob` of their job; attempts and logs go with them. Rows of
 * many slots stay: they are summaries already, and no rollup has their slots.
 */
export async function pruneRunsOfJobs(
  db: Db,
  keep: { readonly before: string; readonly perJob: number },
  step: { readonly after: string; readonly jobs: number; readonly runs: number },
): Promise<PrunedJobs> {
  const [row] = await rowsOf<PrunedJobs>(
    db,
    sql`
    with looked as (
      select j.id, (
        select k.id from runs k where k.job_id = j.id order by k.id desc offset ${keep.perJob - 1} limit 1
      ) as oldest_kept
      from jobs j where j.id > ${step.after}::uuid order by j.id limit ${step.jobs}
    ),
    gone as (
      delete from runs where id in (
        select r.id from looked
        cross join lateral (
          select id from runs
          where job_id = looked.id and id < least(looked.oldest_kept, ${keep.before}::uuid)
            and looked.oldest_kept is not null and finished_at is not null and scheduled_until is null
          order by id limit ${step.runs}
        ) as r
        limit ${step.runs})
      returning id
    ),
    attempts_gone as (delete from attempts where run_id in (select id from gone)),
    logs_gone as (delete from run_logs where run_id in (select id from gone))
    select (select max(id::text) from looked) as "lastJobId", (select count(*)::int from gone) as removed`,
  );
  return row ?? { lastJobId: null, removed: 0 };
}

/** Log lines older than `days`. */
export function pruneLogs(db: Db, days: number, limit: number): Promise<number> {
  return removed(
    db,
    sql`delete from run_logs where (run_id, seq) in (
      select run_id, seq from run_logs where at < punctual_now() - make_interval(days => ${days}) limit ${limit})`,
  );
}

/** Events older than `days`; clients that want them are told to start over. */
export function pruneEvents(db: Db, days: number, limit: number): Promise<number> {
  return removed(
    db,
    sql`delete from events where seq in (
      select seq from events where at < punctual_now() - make_interval(days => ${days}) order by seq limit ${limit})`,
  );
}

/** Sessions that ended a week ago. */
export function pruneSessions(db: Db, limit: number): Promise<number> {
  return removed(
    db,
    sql`delete from sessions where id in (
      select id from sessions
      where least(expires_at, coalesce(revoked_at, expires_at)) < punctual_now() - interval '7 days' limit ${limit})`,
  );
}

/** Invitations and links that set passwords, a week after they expired or ended. */
export function pruneAccountLinks(db: Db, limit: number): Promise<number> {
  return removed(
    db,
    sql`delete from account_links where id in (
      select id from account_links
      where least(expires_at, coalesce(ended_at, expires_at)) < punctual_now() - interval '7 days' limit ${limit})`,
  );
}

/** Remembered answers to repeated calls, after a day. */
export function pruneIdempotencyKeys(db: Db, limit: number): Promise<number> {
  return removed(
    db,
    sql`delete from idempotency_keys where (scope, key) in (
      select scope, key from idempotency_keys where created_at < punctual_now() - interval '1 day' limit ${limit})`,
  );
}

/** Workers gone for a week. */
export function pruneWorkers(db: Db, limit: number): Promise<number> {
  return removed(
    db,
    sql`delete from workers where id in (
      select id from workers where stopped_at < punctual_now() - interval '7 days' limit ${limit})`,
  );
}
