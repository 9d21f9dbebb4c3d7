import { eq, sql } from "drizzle-orm";
import type { Calendar } from "../../lib/domain/calendar/types.ts";
import type { Db, Tx } from "../client.ts";
import { jobCalendars } from "../schema/calendars.ts";
import { batch, rowsOf } from "../sql.ts";

/** A calendar of a project by the name a schedule calls it: its slug or its id. */
export type CalendarName = { readonly projectId: string; readonly name: string };

/**
 * A version of a calendar as one transaction wrote it: what was read of one that was then rolled back is never taken for
 * the version that got its number later.
 */
export type CalendarVersion = {
  readonly id: string;
  readonly version: number;
  readonly writtenBy: string;
};

/** Which calendar a name stands for, and in which version. */
export type CalendarHead = CalendarName & CalendarVersion & { readonly slug: string };

/** The calendars some names stand for; a name that is missing stands for none. */
export function readCalendarHeads(
  on: Db | Tx,
  names: readonly CalendarName[],
): Promise<CalendarHead[]> {
  return rowsOf<CalendarHead>(
    on,
    sql`
    select n."projectId", n.name, c.id, c.slug, c.version, c.xmin::text as "writtenBy"
    from json_to_recordset(${batch(names)}) as n("projectId" uuid, name text)
    join calendars c on c.project_id = n."projectId" and (c.slug = n.name or c.id::text = n.name)`,
  );
}

/** What calendars say, in the version they are in now. */
export function readCalendarRules(
  on: Db | Tx,
  ids: readonly string[],
): Promise<(Calendar & CalendarVersion)[]> {
  return rowsOf(
    on,
    sql`select id, version, xmin::text as "writtenBy", slug, name, entries from calendars
      where id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::json))`,
  );
}

/**
 * Keeps calendars as they are until the end of the transaction: for a job about to name them. A change of a calendar
 * locks it before the jobs that name it, so this comes before the job's own lock.
 */
export async function holdCalendars(tx: Tx, names: readonly CalendarName[]): Promise<void> {
  if (names.length === 0) return;
  await tx.execute(sql`
    select c.id from json_to_recordset(${batch(names)}) as n("projectId" uuid, name text)
    join calendars c on c.project_id = n."projectId" and (c.slug = n.name or c.id::text = n.name)
    order by c.id for share of c`);
}

/** Writes down which calendars a job names, in place of those it named before. */
export async function linkCalendars(
  tx: Tx,
  jobId: string,
  calendarIds: readonly string[],
): Promise<void> {
  await tx.delete(jobCalendars).where(eq(jobCalendars.jobId, jobId));
  if (calendarIds.length === 0) return;
  await tx.insert(jobCalendars).values(calendarIds.map((calendarId) => ({ jobId, calendarId })));
}
