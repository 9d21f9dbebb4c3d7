import { writeCalendar } from "../../domain/ical/write-calendar.ts";
import type { Context } from "../context.ts";
import { type CalendarCall, reachCalendar } from "./find.ts";

/** An iCalendar file, and the name to keep it under. */
export type CalendarFile = { readonly file: string; readonly text: string };

/** A calendar as an iCalendar file, which reads back as the same entries. Throws `not_found`, `forbidden`. */
export async function exportCalendar(ctx: Context, reference: CalendarCall): Promise<CalendarFile> {
  const row = await reachCalendar(ctx, "jobs.read", reference);
  const text = writeCalendar({ ...row, updatedAt: row.updatedAt.toISOString() });
  return { file: `${row.slug}.ics`, text };
}
