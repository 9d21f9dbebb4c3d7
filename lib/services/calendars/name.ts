import type { Tx } from "../../../db/client.ts";
import { linkCalendars } from "../../../db/queries/calendar-rules.ts";
import { existing, readCalendars } from "./rules.ts";

/** Writes down which calendars a job's new schedule names, so that none of them can be deleted under it. */
export async function nameCalendars(
  tx: Tx,
  job: { readonly id: string; readonly projectId: string; readonly schedule: unknown },
): Promise<void> {
  const calendars = existing((await readCalendars(tx, [job]))(job));
  await linkCalendars(tx, job.id, calendars?.ids ?? []);
}
