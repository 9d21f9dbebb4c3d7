import { and, desc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { CalendarEntry } from "../../lib/domain/calendar/types.ts";
import type { Db, Tx } from "../client.ts";
import { after, containing, type Keyset } from "../keyset.ts";
import { calendars, jobCalendars } from "../schema/calendars.ts";
import { databaseNow } from "../schema/columns.ts";
import { jobClocks } from "../schema/job-clocks.ts";
import { jobs } from "../schema/jobs.ts";
import { projects } from "../schema/projects.ts";
import { users } from "../schema/users.ts";
import { type JobStatus, jobStatus } from "./job-status.ts";

/** A calendar without its entries, as lists show it. */
export type CalendarSummaryRow = {
  readonly id: string;
  readonly projectId: string;
  /** Slug of the project. */
  readonly project: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly entryCount: number;
  /** Jobs that name it. */
  readonly jobCount: number;
  readonly version: number;
  readonly createdBy: string | null;
  readonly createdByName: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type CalendarRow = CalendarSummaryRow & { readonly entries: readonly CalendarEntry[] };

const summaryColumns = {
  id: calendars.id,
  projectId: calendars.projectId,
  project: projects.slug,
  slug: calendars.slug,
  name: calendars.name,
  description: calendars.description,
  entryCount: sql<number>`jsonb_array_length(${calendars.entries})`,
  jobCount: sql<number>`(select count(*)::int from job_calendars u join jobs j on j.id = u.job_id
    where u.calendar_id = ${calendars.id} and j.deleted_at is null)`,
  version: calendars.version,
  createdBy: calendars.createdBy,
  createdByName: users.name,
  createdAt: calendars.createdAt,
  updatedAt: calendars.updatedAt,
};

const columns = {
  ...summaryColumns,
  entries: sql<readonly CalendarEntry[]>`${calendars.entries}`,
};

/** What a caller calls a calendar by: ids are everybody's, slugs a project's. */
export type CalendarReference =
  | { readonly id: string }
  | { readonly projectId: string; readonly slug: string };

const named = (by: CalendarReference): SQL | undefined =>
  "id" in by
    ? eq(calendars.id, by.id)
    : and(eq(calendars.projectId, by.projectId), eq(calendars.slug, by.slug));

/** A calendar with its entries. */
export async function findCalendar(
  on: Db | Tx,
  by: CalendarReference,
): Promise<CalendarRow | undefined> {
  const rows = await on
    .select(columns)
    .from(calendars)
    .innerJoin(projects, eq(projects.id, calendars.projectId))
    .leftJoin(users, eq(users.id, calendars.createdBy))
    .where(named(by))
    .limit(1);
  return rows[0];
}

/** A page of a project's calendars, newest first. */
export function listCalendars(
  on: Db | Tx,
  filter: {
    readonly projectId: string;
    readonly q?: string | undefined;
    readonly after?: Keyset | undefined;
    readonly limit: number;
  },
): Promise<CalendarSummaryRow[]> {
  const pattern = filter.q === undefined ? undefined : containing(filter.q);
  return on
    .select(summaryColumns)
    .from(calendars)
    .innerJoin(projects, eq(projects.id, calendars.projectId))
    .leftJoin(users, eq(users.id, calendars.createdBy))
    .where(
      and(
        eq(calendars.projectId, filter.projectId),
        pattern === undefined
          ? undefined
          : sql`(${calendars.name} ilike ${pattern} or ${calendars.slug} ilike ${pattern})`,
        after(calendars, filter.after),
      ),
    )
    .orderBy(desc(calendars.createdAt), desc(calendars.id))
    .limit(filter.limit);
}

export type NewCalendar = {
  readonly id: string;
  readonly projectId: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly entries: readonly CalendarEntry[];
  readonly createdBy: string | null;
};

/** Stores a calendar in version 1. False: one of the project has the slug. */
export async function insertCalendar(tx: Tx, row: NewCalendar): Promise<boolean> {
  const stored = await tx
    .insert(calendars)
    .values(row)
    .onConflictDoNothing({ target: [calendars.projectId, calendars.slug] })
    .returning({ id: calendars.id });
  return stored.length > 0;
}

/** Of some slugs those that calendars of the project have. */
export async function takenCalendarSlugs(
  on: Db | Tx,
  projectId: string,
  slugs: readonly string[],
): Promise<Set<string>> {
  const rows = await on
    .select({ slug: calendars.slug })
    .from(calendars)
    .where(and(eq(calendars.projectId, projectId), inArray(calendars.slug, [...slugs])));
  return new Set(rows.map((row) => row.slug));
}

/**
 * Locks a calendar that is to be changed or deleted until the end of the transaction; its version, or null when there is
 * none. Whoever locks jobs as well does so afterwards.
 */
export async function lockCalendar(tx: Tx, id: string): Promise<number | null> {
  const rows = await tx
    .select({ version: calendars.version })
    .from(calendars)
    .where(eq(calendars.id, id))
    .for("no key update");
  return rows[0]?.version ?? null;
}

/** Gives a locked calendar its next version. */
export async function updateCalendar(
  tx: Tx,
  id: string,
  next: Pick<NewCalendar, "name" | "description" | "entries"> & { readonly version: number },
): Promise<void> {
  const { name, description, entries, version } = next;
  await tx
    .update(calendars)
    .set({ name, description, entries, version, updatedAt: databaseNow })
    .where(eq(calendars.id, id));
}

/** Deletes a calendar no job names. Deleted jobs, which will never look at it again, do not count. */
export async function deleteCalendar(tx: Tx, id: string): Promise<void> {
  await tx
    .delete(jobCalendars)
    .where(
      and(
        eq(jobCalendars.calendarId, id),
        sql`${jobCalendars.jobId} in (select ${jobs.id} from ${jobs} where ${jobs.deletedAt} is not null)`,
      ),
    );
  await tx.delete(calendars).where(eq(calendars.id, id));
}

/** A job that names a calendar. */
export type CalendarUser = { readonly id: string; readonly key: string; readonly name: string };

/** The jobs that name a calendar, by name, at most `limit`. */
export function listCalendarUsers(
  on: Db | Tx,
  calendarId: string,
  limit: number,
): Promise<CalendarUser[]> {
  return on
    .select({ id: jobs.id, key: jobs.key, name: jobs.name })
    .from(jobCalendars)
    .innerJoin(jobs, eq(jobs.id, jobCalendars.jobId))
    .where(and(eq(jobCalendars.calendarId, calendarId), isNull(jobs.deletedAt)))
    .orderBy(jobs.name, jobs.id)
    .limit(limit);
}

/** A job that a change of its calendar concerns. */
export type ConcernedJob = {
  readonly id: string;
  readonly projectId: string;
  readonly status: JobStatus;
  readonly version: number;
  /** Its excluded slots move, so that another calendar means other slots. */
  readonly moves: boolean;
  /** It has slots that are still to be decided as the calendar was. */
  readonly isDue: boolean;
};

/** All jobs that name a calendar, in the order in which whoever locks many jobs does so. */
export function listConcernedJobs(tx: Tx, calendarId: string): Promise<ConcernedJob[]> {
  return tx
    .select({
      id: jobs.id,
      projectId: jobs.projectId,
      status: jobStatus,
      version: jobs.version,
      moves: sql<boolean>`coalesce(${jobs.schedule}->>'onExcluded' = 'move', false)`,
      isDue: sql<boolean>`coalesce(${jobClocks.nextFireAt} <= ${databaseNow}, false)`,
    })
    .from(jobCalendars)
    .innerJoin(jobs, eq(jobs.id, jobCalendars.jobId))
    .innerJoin(jobClocks, eq(jobClocks.jobId, jobs.id))
    .where(and(eq(jobCalendars.calendarId, calendarId), isNull(jobs.deletedAt)))
    .orderBy(jobs.id);
}
