import type { Db, Tx } from "../../../db/client.ts";
import {
  type CalendarSummaryRow,
  type CalendarUser,
  listCalendarUsers,
} from "../../../db/queries/calendars.ts";
import type { CalendarSummaryView, CalendarView } from "../../contracts/calendar.ts";
import type { CalendarEntry } from "../../domain/calendar/types.ts";
import { authorView } from "../author.ts";
import { requireCalendar } from "./find.ts";

/** Jobs a calendar names in its view. */
const SHOWN_JOBS = 100;

/** A calendar as it stands now. Throws `not_found`. */
export async function showCalendar(on: Db | Tx, id: string): Promise<CalendarView> {
  const row = await requireCalendar(on, { id });
  const jobs: CalendarUser[] = await listCalendarUsers(on, id, SHOWN_JOBS);
  return { ...calendarSummaryView(row), entries: entriesView(row.entries), jobs };
}

/** A calendar as lists show it. */
export function calendarSummaryView(row: CalendarSummaryRow): CalendarSummaryView {
  return {
    id: row.id,
    project: row.project,
    slug: row.slug,
    name: row.name,
    description: row.description,
    entryCount: row.entryCount,
    jobCount: row.jobCount,
    version: row.version,
    createdBy: authorView(row.createdBy, row.createdByName),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** Entries as the API shows them. */
export function entriesView(entries: readonly CalendarEntry[]): CalendarView["entries"] {
  return entries as CalendarView["entries"];
}
