import { and, desc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { OverlapPolicy } from "../../lib/domain/policies.ts";
import type { RunStatus } from "../../lib/domain/run-state.ts";
import type { Db, Tx } from "../client.ts";
import { after, anyOf, type Keyset } from "../keyset.ts";
import { backfills } from "../schema/backfills.ts";
import { databaseNow } from "../schema/columns.ts";
import { jobs } from "../schema/jobs.ts";
import { projects } from "../schema/projects.ts";
import { users } from "../schema/users.ts";
import { epochMs, fromMs, rowsOf } from "../sql.ts";

/** A backfill as it is asked for; `from` and `to` in milliseconds since 1970. */
export type NewBackfill = {
  readonly id: string;
  readonly projectId: string;
  readonly jobId: string;
  readonly from: number;
  readonly to: number;
  readonly overlap: OverlapPolicy;
  readonly count: number;
  readonly requestedBy: string | null;
};

/** Stores a backfill, whose rows follow in the same transaction. */
export async function insertBackfill(tx: Tx, backfill: NewBackfill): Promise<void> {
  const { from, to, ...rest } = backfill;
  await tx.insert(backfills).values({ ...rest, fromAt: fromMs(from), toAt: fromMs(to) });
}

/** How many of these slots, milliseconds since 1970, have a completed run of their own or of a backfill. */
export async function countCompletedSlots(
  on: Db | Tx,
  jobId: string,
  slots: readonly number[],
): Promise<number> {
  if (slots.length === 0) return 0;
  const [row] = await rowsOf<{ completed: number }>(
    on,
    sql`
    with slots as (
      select to_timestamp(value::float8 / 1000) as at from json_array_elements_text(${JSON.stringify(slots)}::json)
    )
    select count(*)::int as completed from slots
    where exists (
        select from runs r where r.job_id = ${jobId}::uuid and r.trigger = 'schedule'
          and r.scheduled_for = slots.at and r.status = 'completed')
      or exists (
        select from backfills b join runs r on r.backfill_id = b.id
        where b.job_id = ${jobId}::uuid and r.scheduled_for = slots.at and r.status = 'completed')`,
  );
  return row?.completed ?? 0;
}

const canceller = alias(users, "canceller");

const columns = {
  id: backfills.id,
  projectId: backfills.projectId,
  project: projects.slug,
  jobId: backfills.jobId,
  jobKey: jobs.key,
  jobName: jobs.name,
  from: backfills.fromAt,
  to: backfills.toAt,
  overlap: sql<OverlapPolicy>`${backfills.overlap}`,
  count: backfills.count,
  requestedBy: backfills.requestedBy,
  requestedByName: users.name,
  createdAt: backfills.createdAt,
  cancelledBy: backfills.cancelledBy,
  cancelledByName: canceller.name,
  cancelledAt: backfills.cancelledAt,
};

/** A backfill with the names of what it belongs to. */
export type BackfillRow = Awaited<ReturnType<typeof readBackfills>>[number];

function readBackfills(on: Db | Tx) {
  return on
    .select(columns)
    .from(backfills)
    .innerJoin(projects, eq(projects.id, backfills.projectId))
    .innerJoin(jobs, eq(jobs.id, backfills.jobId))
    .leftJoin(users, eq(users.id, backfills.requestedBy))
    .leftJoin(canceller, eq(canceller.id, backfills.cancelledBy))
    .$dynamic();
}

/** One backfill, also of a deleted job; undefined when there is none. */
export async function findBackfill(on: Db | Tx, id: string): Promise<BackfillRow | undefined> {
  const [row] = await readBackfills(on).where(eq(backfills.id, id));
  return row;
}

/** A page of a job's backfills, newest first. */
export function listBackfills(
  on: Db | Tx,
  jobId: string,
  page: { readonly after: Keyset | undefined; readonly limit: number },
): Promise<BackfillRow[]> {
  return readBackfills(on)
    .where(and(eq(backfills.jobId, jobId), after(backfills, page.after)))
    .orderBy(desc(backfills.createdAt), desc(backfills.id))
    .limit(page.limit);
}

/** How many runs of a backfill are in a state, and when the last of them ended: milliseconds since 1970. */
export type BackfillCount = {
  readonly backfillId: string;
  readonly status: RunStatus;
  readonly runs: number;
  readonly lastFinishedAt: number | null;
};

/** The states of the runs of some backfills. */
export function countRunsOfBackfills(
  on: Db | Tx,
  ids: readonly string[],
): Promise<BackfillCount[]> {
  return rowsOf<BackfillCount>(
    on,
    sql`
    select backfill_id as "backfillId", status, count(*)::int as runs, ${epochMs(sql`max(finished_at)`)} as "lastFinishedAt"
    from runs where backfill_id = any(${anyOf(ids, "uuid")}) group by backfill_id, status`,
  );
}

/** Notes that somebody cancelled a backfill; false when somebody had. */
export async function markBackfillCancelled(
  tx: Tx,
  id: string,
  cancelledBy: string | null,
): Promise<boolean> {
  const rows = await tx
    .update(backfills)
    .set({ cancelledAt: databaseNow, cancelledBy })
    .where(and(eq(backfills.id, id), sql`${backfills.cancelledAt} is null`))
    .returning({ id: backfills.id });
  return rows.length > 0;
}

/** Ids of the runs of a backfill that can still be cancelled, in order. */
export async function readCancellableRuns(tx: Tx, backfillId: string): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`select id from runs where backfill_id = ${backfillId}::uuid and status in ('pending', 'running')
      order by id`,
  );
  return rows.map((row) => row.id);
}
