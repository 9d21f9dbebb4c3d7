import type { Tx } from "../../../db/client.ts";
import type { EraRow, LedgerJob } from "../../../db/queries/ledger.ts";
import { compileCalendars } from "../../domain/calendar/compile.ts";
import type { Era, Plan } from "../../domain/ledger.ts";
import { compileSchedule, InvalidScheduleError } from "../../domain/schedule/compile.ts";
import { type CalendarsOf, readCalendars } from "../calendars/rules.ts";

/** All schedules some jobs ever had, compiled, by the jobs' ids; null where this process cannot read one of them. */
export async function plansOf(
  tx: Tx,
  jobs: readonly LedgerJob[],
): Promise<ReadonlyMap<string, Plan | null>> {
  const schedules = jobs.flatMap(({ projectId, eras }) =>
    eras.map(({ schedule }) => ({ projectId, schedule })),
  );
  const calendarsOf = await readCalendars(tx, schedules);
  return new Map(jobs.map((job) => [job.id, planOf(job, calendarsOf)]));
}

function planOf(job: LedgerJob, calendarsOf: CalendarsOf): Plan | null {
  try {
    const eras = job.eras.map((era) => compiledEra(job, era, calendarsOf));
    return { eras, decidedUntil: job.decidedUntil };
  } catch (error) {
    // Such as a zone this runtime has no data for: the planner leaves the job alone for the same reason.
    if (error instanceof InvalidScheduleError) return null;
    throw error;
  }
}

/**
 * Where calendars only take slots out, how many there are does not hang on them: those of today serve to tell apart what
 * a long row holds. Where they move slots, the era has them as they were.
 */
function compiledEra(
  { id, projectId }: LedgerJob,
  { after, schedule, calendars }: EraRow,
  calendarsOf: CalendarsOf,
): Era {
  if (calendars !== null)
    return { after, schedule: compileSchedule(schedule, id, compileCalendars(calendars)) };
  const found = calendarsOf({ projectId, schedule });
  const compiled = found === null || "unknown" in found ? null : found.compiled;
  return { after, schedule: compileSchedule(schedule, id, compiled) };
}
