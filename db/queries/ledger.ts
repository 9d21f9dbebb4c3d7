import { type SQL, sql } from "drizzle-orm";
import type { Calendar } from "../../lib/domain/calendar/types.ts";
import type { LongRow, Range } from "../../lib/domain/ledger.ts";
import type { RunStatus } from "../../lib/domain/run-state.ts";
import type { Schedule } from "../../lib/domain/schedule/types.ts";
import type { Db, Tx } from "../client.ts";
import { batch, epochMs, rowsOf } from "../sql.ts";

/** A version of a job that began to count slots by a schedule of its own. `after` is milliseconds since 1970. */
export type EraRow = {
  readonly after: number;
  readonly schedule: Schedule;
  /** The calendars by which its slots move, as they were. */
  readonly calendars: readonly Calendar[] | null;
  readonly cause: "tzdata" | "calendar" | null;
};

/** A job as the account of its slots needs it; deleted ones too. Instants are milliseconds since 1970. */
export type LedgerJob = {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly isDeleted: boolean;
  readonly decidedUntil: number;
  /** Oldest first. */
  readonly eras: readonly EraRow[];
};

const LEDGER_JOB = sql`
  select j.id, j.project_id as "projectId", j.name, j.deleted_at is not null as "isDeleted",
    ${epochMs(sql`c.decided_until`)} as "decidedUntil",
    coalesce((
      select json_agg(json_build_object('after', ${epochMs(sql`v.counts_from`)}, 'schedule', v.schedule,
        'calendars', v.calendars, 'cause', v.cause) order by v.version)
      from job_versions v where v.job_id = j.id and v.counts_from is not null
    ), '[]') as eras
  from jobs j join job_clocks c on c.job_id = j.id`;

/** Some jobs by their ids. */
export function readLedgerJobs(on: Db | Tx, ids: readonly string[]): Promise<LedgerJob[]> {
  return rowsOf<LedgerJob>(
    on,
    sql`${LEDGER_JOB} where j.id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::json)) order by j.id`,
  );
}

/**
 * Jobs in the order of their ids from `after` on, of one project or of all; of the deleted ones those that lived at
 * `since` or later.
 */
export function pageLedgerJobs(
  on: Db | Tx,
  page: {
    readonly projectId: string | null;
    readonly since: number;
    readonly after: string;
    readonly limit: number;
  },
): Promise<LedgerJob[]> {
  const { projectId, since, after, limit } = page;
  const inProject = projectId === null ? sql`` : sql`and j.project_id = ${projectId}::uuid`;
  return rowsOf<LedgerJob>(
    on,
    sql`${LEDGER_JOB} where j.id > ${after}::uuid ${inProject}
      and (j.deleted_at is null or j.deleted_at >= ${bound(since)}::timestamptz)
      order by j.id limit ${limit}`,
  );
}

/** A range of one job's ledger. */
export type JobRange = { readonly jobId: string; readonly range: Range };

/** A long row and the job it is of. */
export type JobLongRow = LongRow & { readonly jobId: string };

/** The rows of many slots (M4) that reach into the ranges of some jobs. */
export function readLongRows(on: Db | Tx, jobs: readonly JobRange[]): Promise<JobLongRow[]> {
  const asked = jobs.map(({ jobId, range }) => ({ jobId, ...bounds(range) }));
  return rowsOf<JobLongRow>(
    on,
    sql`
    select r.job_id as "jobId", ${epochMs(sql`r.scheduled_for`)} as at, ${epochMs(sql`r.scheduled_until`)} as until,
      r.slot_count as slots, r.status, r.reason
    from json_to_recordset(${batch(asked)}) as a("jobId" uuid, "from" timestamptz, "to" timestamptz)
    join runs r on r.job_id = a."jobId" and r.trigger = 'schedule' and r.scheduled_until is not null
      and r.scheduled_for < a."to" and r.scheduled_until >= a."from"`,
  );
}

/** What is to be counted of a job: whole UTC days by the statistics, two ranges beside them row by row. */
export type JobBooks = {
  readonly jobId: string;
  readonly days: Range;
  readonly rows: readonly [Range, Range];
};

export type JobSlots = {
  readonly jobId: string;
  readonly status: RunStatus;
  readonly slots: number;
};

/** Counts the slots of the schedule that have a row of their own, by job and status; a pair may come several times. */
export async function countSlots(on: Db | Tx, jobs: readonly JobBooks[]): Promise<JobSlots[]> {
  const whole = jobs.filter(({ days }) => days.from < days.to);
  // Of a project's jobs all but a few ask for the same days.
  const sameDays = Map.groupBy(whole, ({ days }) => `${bound(days.from)} ${bound(days.to)}`);
  const parts = await Promise.all([
    countRows(on, jobs),
    ...[...sameDays.values()].map((same) => countDays(on, same)),
  ]);
  return parts.flat();
}

/** The final rows of whole days, the same for all jobs: named as an array, they are found in one sweep over the index. */
async function countDays(on: Db | Tx, jobs: readonly JobBooks[]): Promise<JobSlots[]> {
  const [first] = jobs;
  if (first === undefined) return [];
  const { from, to } = bounds(first.days);
  const ids = `{${jobs.map(({ jobId }) => jobId).join(",")}}`;
  return rowsOf<JobSlots>(
    on,
    sql`
    select job_id as "jobId", status, sum(slots)::float8 as slots from job_day_stats
    where job_id = any(${ids}::uuid[]) and day >= (${from}::timestamptz at time zone 'UTC')::date
      and day < (${to}::timestamptz at time zone 'UTC')::date
    group by 1, 2`,
  );
}

/** The rows of whole days that are not final, and all rows beside them. */
function countRows(on: Db | Tx, jobs: readonly JobBooks[]): Promise<JobSlots[]> {
  const asked = jobs.map(({ jobId, days, rows: [early, late] }) => {
    const { from: dayFrom, to: dayTo } = bounds(days);
    const { from: earlyFrom, to: earlyTo } = bounds(early);
    const { from: lateFrom, to: lateTo } = bounds(late);
    return { jobId, dayFrom, dayTo, earlyFrom, earlyTo, lateFrom, lateTo };
  });
  return rowsOf<JobSlots>(
    on,
    sql`
    select a."jobId", counted.status, counted.slots::float8 as slots
    from json_to_recordset(${batch(asked)}) as a("jobId" uuid, "dayFrom" timestamptz, "dayTo" timestamptz,
      "earlyFrom" timestamptz, "earlyTo" timestamptz, "lateFrom" timestamptz, "lateTo" timestamptz)
    cross join lateral (
      select r.status, count(*) as slots from runs r
      where r.job_id = a."jobId" and r.finished_at is null and r.trigger = 'schedule'
        and r.scheduled_for >= a."dayFrom" and r.scheduled_for < a."dayTo"
      group by r.status
      union all
      ${rowsBetween(sql`a."earlyFrom"`, sql`a."earlyTo"`)}
      union all
      ${rowsBetween(sql`a."lateFrom"`, sql`a."lateTo"`)}
    ) as counted`,
  );
}

function rowsBetween(from: SQL, to: SQL): SQL {
  return sql`select r.status, count(*) from runs r
      where r.job_id = a."jobId" and r.trigger = 'schedule' and r.scheduled_until is null
        and r.scheduled_for >= ${from} and r.scheduled_for < ${to}
      group by r.status`;
}

function bounds({ from, to }: Range): { from: string; to: string } {
  return { from: bound(from), to: bound(to) };
}

function bound(at: number): string {
  if (at === Number.POSITIVE_INFINITY) return "infinity";
  if (at === Number.NEGATIVE_INFINITY) return "-infinity";
  return new Date(at).toISOString();
}
