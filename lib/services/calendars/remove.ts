import {
  type CalendarUser,
  deleteCalendar,
  listCalendarUsers,
} from "../../../db/queries/calendars.ts";
import { violates } from "../../../db/violations.ts";
import { conflict } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { type CalendarCall, reachCalendar } from "./find.ts";
import { lockForChange } from "./update.ts";

/** Jobs a refusal names. */
const NAMED = 10;

/** Deletes a calendar no job names. Throws `conflict` naming the jobs that do, `not_found`, `forbidden`, `stale`. */
export async function removeCalendar(
  ctx: Context,
  reference: CalendarCall,
  ifMatch: number | null,
): Promise<void> {
  const { id } = await reachCalendar(ctx, "jobs.write", reference);
  await ctx.db
    .transaction(async (tx) => {
      const { projectId, slug, name, version } = await lockForChange(tx, id, ifMatch);
      const users = await listCalendarUsers(tx, id, NAMED + 1);
      if (users.length > 0) throw inUse(users);
      await deleteCalendar(tx, id);
      await recordDeed(tx, ctx, {
        action: "calendar.deleted",
        projectId,
        object: { kind: "calendar", id },
        before: { slug, name, version },
      });
    })
    .catch((error: unknown) => {
      // A job that was saved meanwhile; its key is not known here.
      throw violates(error, "job_calendars_calendar_id_calendars_id_fk") ? inUse([]) : error;
    });
}

function inUse(users: readonly CalendarUser[]) {
  const names = users.slice(0, NAMED).map(({ key }) => key);
  const more = users.length > NAMED ? " and others" : "";
  const which = names.length === 0 ? "" : `: ${names.join(", ")}${more}`;
  return conflict(`Jobs name this calendar${which}. Take it out of their schedules first.`);
}
