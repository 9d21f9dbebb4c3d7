import type { CalendarView } from "../../contracts/calendar.ts";
import type { Context } from "../context.ts";
import { type CalendarCall, reachCalendar } from "./find.ts";
import { showCalendar } from "./view.ts";

/** One calendar by id or slug, with the jobs that name it. Throws `not_found`, `forbidden`. */
export async function getCalendar(ctx: Context, reference: CalendarCall): Promise<CalendarView> {
  const { id } = await reachCalendar(ctx, "jobs.read", reference);
  return showCalendar(ctx.db, id);
}
