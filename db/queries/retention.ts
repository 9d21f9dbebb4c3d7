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

/** Final runs older than `days`, except the newest `perJob` of their job. Attempts and logs go with them. */
export function pruneOldRuns(db: Db, days: number, perJob: number, limit: number): Promise<number> {
  return removed(
    db,
    sql`delete from runs where id in (
      select r.id from runs r
      where r.created_at < punctual_now() - make_interval(days => ${days}) and r.finished_at is not null
        and r.id < (
          select k.id from runs k where k.job_id = r.job_id order by k.id desc offset ${perJob - 1} limit 1)
      order by r.id limit ${limit})`,
  );
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
