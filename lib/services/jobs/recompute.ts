import type { Tx } from "../../../db/client.ts";
import { insertEvents } from "../../../db/queries/events.ts";
import { insertJobVersion } from "../../../db/queries/job-versions.ts";
import { type JobRow, moveClock } from "../../../db/queries/jobs.ts";
import { existing, readCalendars } from "../calendars/rules.ts";
import { running } from "./position.ts";
import { movingCalendars, restOf } from "./record.ts";

/**
 * Computes a locked job's next instant anew from where it was decided until, because what its schedule follows from has
 * changed: the time-zone data (Z5) or a calendar by which its slots move (K1). Where that is another instant, a new
 * version in the job's history says so. Answers whether it is.
 */
export async function recomputeJob(
  tx: Tx,
  job: JobRow,
  cause: "tzdata" | "calendar",
): Promise<boolean> {
  const { id, projectId, name, params, schedule, policies } = job;
  const calendars = existing((await readCalendars(tx, [job]))(job));
  const decidedUntil = job.decidedUntil.getTime();
  const position = running({ schedule, calendars }, id, decidedUntil);
  const nextFireAt = waits(job) ? (job.nextFireAt?.getTime() ?? null) : position.nextFireAt;
  const isOther = nextFireAt !== (job.nextFireAt?.getTime() ?? null);
  const isNew = isOther || cause === "calendar";
  const version = isNew ? job.version + 1 : job.version;
  await moveClock(tx, id, { version, nextFireAt, tzdata: position.tzdata });
  if (!isNew) return false;
  await insertJobVersion(tx, {
    jobId: id,
    version,
    name,
    params,
    schedule,
    policies,
    rest: restOf(job),
    countsFrom: decidedUntil,
    calendars: await movingCalendars(tx, job),
    cause,
    createdBy: null,
  });
  const data = { status: job.status, version };
  await insertEvents(tx, [{ type: "job.updated", projectId, jobId: id, data }]);
  return isOther;
}

/** The next look at a paused job is when the pause ends, its own or its project's, whatever the schedule says. */
function waits({ pausedAt, parked }: JobRow): boolean {
  return pausedAt !== null || parked;
}
