import type { Db, Tx } from "../../../db/client.ts";
import {
  type CalendarReference,
  type CalendarRow,
  findCalendar,
} from "../../../db/queries/calendars.ts";
import type { Action } from "../../contracts/rights.ts";
import { notFound } from "../../domain/errors.ts";
import { authorize, enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";

/** How a call names a calendar. */
export type CalendarCall = {
  /** Id or slug. */
  readonly calendar: string;
  /** The project a slug belongs to; the caller's default one when absent. An id must belong to it where it is said. */
  readonly project?: string | undefined;
};

/** The calendar a call names, and the right to do `action` with it. Throws `not_found`, `forbidden`. */
export async function reachCalendar(
  ctx: Context,
  action: Action,
  { calendar, project }: CalendarCall,
): Promise<CalendarRow> {
  if (!isId(calendar)) {
    const { id: projectId } = await enterProject(ctx, action, project);
    return requireCalendar(ctx.db, { projectId, slug: calendar });
  }
  const row = await requireCalendar(ctx.db, { id: calendar });
  if (project === undefined) {
    await authorize(ctx, action, row.projectId, "calendar");
    return row;
  }
  const entered = await enterProject(ctx, action, project);
  if (entered.id !== row.projectId) throw notFound("calendar");
  return row;
}

/** A calendar, whoever asks. Throws `not_found`. */
export async function requireCalendar(on: Db | Tx, by: CalendarReference): Promise<CalendarRow> {
  const row = await findCalendar(on, by);
  if (row === undefined) throw notFound("calendar");
  return row;
}
