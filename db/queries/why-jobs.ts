import { type SQL, sql } from "drizzle-orm";
import type { Calendar } from "../../lib/domain/calendar/types.ts";
import type { RunStatus, Trigger } from "../../lib/domain/run-state.ts";
import type { Schedule } from "../../lib/domain/schedule/types.ts";
import { firstIdAt } from "../../lib/platform/ids.ts";
import type { Db } from "../client.ts";
import { epochMs, fromMs, rowsOf } from "../sql.ts";
import type { JobName } from "./jobs.ts";
import type { PersonRow } from "./why-runs.ts";

/** A job, deleted ones too, as far as it is asked about a moment. Instants are milliseconds since 1970. */
export type WhyJobRow = {
  readonly now: number;
  readonly id: string;
  readonly projectId: string;
  readonly schedule: Schedule;
  readonly createdAt: number;
  readonly createdBy: PersonRow | null;
  readonly deletedAt: number | null;
  readonly decidedUntil: number;
  readonly nextFireAt: number | null;
  readonly pausedAt: number | null;
  readonly pausedUntil: number | null;
  readonly pausedBy: PersonRow | null;
  readonly pauseNote: string | null;
};

const person = (alias: string) =>
  sql.raw(
    `case when ${alias}.id is not null then json_build_object('id', ${alias}.id, 'name', ${alias}.name) end`,
  );

/** A job by its id, also when it was deleted, or by its key. Whose it is, is the caller's question. */
export async function findJobForWhy(db: Db, by: JobName): Promise<WhyJobRow | undefined> {
  const named =
    "id" in by
      ? sql`j.id = ${by.id}::uuid`
      : sql`j.project_id = ${by.projectId}::uuid and j.key = ${by.key} and j.deleted_at is null`;
  const [row] = await rowsOf<WhyJobRow>(
    db,
    sql`
    select ${epochMs(sql`punctual_now()`)} as now, j.id, j.project_id as "projectId", j.schedule,
      ${epochMs(sql`j.created_at`)} as "createdAt", ${person("maker")} as "createdBy",
      ${epochMs(sql`j.deleted_at`)} as "deletedAt", ${epochMs(sql`c.decided_until`)} as "decidedUntil",
      ${epochMs(sql`c.next_fire_at`)} as "nextFireAt", ${epochMs(sql`j.paused_at`)} as "pausedAt",
      ${epochMs(sql`j.paused_until`)} as "pausedUntil", ${person("pauser")} as "pausedBy",
      j.pause_note as "pauseNote"
    from jobs j join job_clocks c on c.job_id = j.id
    left join users maker on maker.id = j.created_by
    left join users pauser on pauser.id = j.paused_by
    where ${named}`,
  );
  return row;
}

/** A version whose schedule counted from `countsFrom` on, milliseconds since 1970. */
export type CountingVersionRow = {
  readonly version: number;
  readonly schedule: Schedule;
  /** As they were, of a schedule that moves excluded slots. */
  readonly calendars: readonly Calendar[] | null;
  readonly countsFrom: number;
  readonly by: PersonRow | null;
};

/** The versions of a job whose schedules begin to count, around a moment: the last before it and the first after. */
export function listVersionsAround(
  db: Db,
  jobId: string,
  at: number,
): Promise<CountingVersionRow[]> {
  const columns = sql`v.version, v.schedule, v.calendars, ${epochMs(sql`v.counts_from`)} as "countsFrom",
    ${person("u")} as by from job_versions v left join users u on u.id = v.created_by
    where v.job_id = ${jobId}::uuid`;
  return rowsOf<CountingVersionRow>(
    db,
    sql`
    select * from (
      (select ${columns} and v.counts_from < ${fromMs(at)} order by v.version desc limit 1)
      union all
      (select ${columns} and v.counts_from >= ${fromMs(at)} order by v.version limit 1)
    ) as around order by version`,
  );
}

/** A row of the ledger by which somebody finds the run. */
export type RowHeadRow = { readonly id: string; readonly status: RunStatus };

/** The row of a slot of the schedule. */
export async function findSlotRow(
  db: Db,
  jobId: string,
  at: number,
): Promise<RowHeadRow | undefined> {
  const [row] = await rowsOf<RowHeadRow>(
    db,
    sql`select id, status from runs
      where job_id = ${jobId}::uuid and trigger = 'schedule' and scheduled_for = ${fromMs(at)}`,
  );
  return row;
}

/** Rows beside a row that stands for many: a pass writes up to 1,000 of one reason, of a few reasons (M4). */
const ROWS_BESIDE = 5_000;

/** The row that stands for a slot among many (M4): of several, the one that says of it what its `status` would be. */
export async function findCoveringRow(
  db: Db,
  jobId: string,
  slot: { readonly at: number; readonly status: "missed" | "skipped" },
): Promise<RowHeadRow | undefined> {
  const at = fromMs(slot.at);
  const [row] = await rowsOf<RowHeadRow>(
    db,
    sql`
    select id, status from (
      select id, status, scheduled_for, scheduled_until from runs
      where job_id = ${jobId}::uuid and trigger = 'schedule' and scheduled_for < ${at}
      order by scheduled_for desc limit ${ROWS_BESIDE}
    ) as earlier
    where scheduled_until >= ${at} order by status <> ${slot.status}, scheduled_for desc limit 1`,
  );
  return row;
}

/** The nearest rows of slots strictly before and after a moment. Instants are milliseconds since 1970. */
export async function findRowsAround(
  db: Db,
  jobId: string,
  at: number,
): Promise<{ before: NearRow | undefined; after: NearRow | undefined }> {
  const near = (side: SQL, order: SQL) =>
    sql`select id, status, ${epochMs(sql`scheduled_for`)} as at from runs
      where job_id = ${jobId}::uuid and trigger = 'schedule' and scheduled_for ${side} ${fromMs(at)}
      order by scheduled_for ${order} limit 1`;
  const [before, after] = await Promise.all([
    rowsOf<NearRow>(db, near(sql`<`, sql`desc`)),
    rowsOf<NearRow>(db, near(sql`>`, sql`asc`)),
  ]);
  return { before: before[0], after: after[0] };
}

type NearRow = RowHeadRow & { readonly at: number };

/**
 * Runs of a job that are no slots of its schedule and belong to a moment: asked for from `from` to `to`, or those of a
 * backfill for the slot `at`. Instants are milliseconds since 1970.
 */
export function listOtherRunsAt(
  db: Db,
  jobId: string,
  { at, from, to }: { readonly at: number; readonly from: number; readonly to: number },
): Promise<(RowHeadRow & { readonly trigger: Trigger; readonly createdAt: number })[]> {
  const columns = sql`r.id, r.status, r.trigger, ${epochMs(sql`r.created_at`)} as "createdAt"`;
  return rowsOf(
    db,
    sql`
    (select ${columns} from runs r where r.job_id = ${jobId}::uuid and r.id >= ${firstIdAt(from)}::uuid
      and r.id < ${firstIdAt(to)}::uuid and r.trigger not in ('schedule', 'backfill') order by r.id limit 5)
    union all
    (select ${columns} from backfills b join runs r on r.backfill_id = b.id and r.scheduled_for = ${fromMs(at)}
      where b.job_id = ${jobId}::uuid order by r.id limit 5)`,
  );
}

/** What became of a job's slots on the UTC day of an instant, by the daily counts. */
export function listDayCounts(
  db: Db,
  jobId: string,
  at: number,
): Promise<{ status: RunStatus; slots: number }[]> {
  return rowsOf(
    db,
    sql`select status, slots from job_day_stats
      where job_id = ${jobId}::uuid and day = (${fromMs(at)} at time zone 'UTC')::date order by slots desc`,
  );
}

/** The pause of a whole project that has not ended. Instants are milliseconds since 1970. */
export async function findOpenProjectPause(
  db: Db,
  projectId: string,
): Promise<
  | {
      readonly pausedAt: number;
      readonly until: number | null;
      readonly note: string | null;
      readonly by: PersonRow | null;
    }
  | undefined
> {
  const [row] = await rowsOf<NonNullable<Awaited<ReturnType<typeof findOpenProjectPause>>>>(
    db,
    sql`
    select ${epochMs(sql`p.paused_at`)} as "pausedAt", ${epochMs(sql`p.until`)} as until, p.note,
      ${person("u")} as by
    from project_pauses p left join users u on u.id = p.paused_by
    where p.project_id = ${projectId}::uuid and p.resumed_at is null`,
  );
  return row;
}
