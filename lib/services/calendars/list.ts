import { listCalendars } from "../../../db/queries/calendars.ts";
import type { CalendarListQuery, CalendarSummaryView } from "../../contracts/calendar.ts";
import type { Page } from "../../contracts/common.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { calendarSummaryView } from "./view.ts";

/** A page of the project's calendars, newest first, without their entries. */
export async function listCalendarsOf(
  ctx: Context,
  query: CalendarListQuery,
): Promise<Page<CalendarSummaryView>> {
  const project = await enterProject(ctx, "jobs.read", query.project);
  return answerPage(query, {
    read: (page) => listCalendars(ctx.db, { projectId: project.id, q: query.q, ...page }),
    keyOf: ({ createdAt, id }) => ({ createdAt: createdAt.getTime(), id }),
    view: (rows) => rows.map(calendarSummaryView),
  });
}
