import type { JobPosition } from "../../../db/queries/jobs.ts";
import { compileSchedule } from "../../domain/schedule/compile.ts";
import type { Schedule } from "../../domain/schedule/types.ts";
import { TZDATA_VERSION } from "../../platform/tzdata.ts";
import type { ScheduleCalendars } from "../calendars/rules.ts";

/** A schedule and the calendars that judge it. */
export type Planned = {
  readonly schedule: Schedule;
  readonly calendars: ScheduleCalendars | null;
};

/** Where a job stands that plans its slots after `decidedUntil`; `finished` when there are none and it is no manual one. */
export function running(
  { schedule, calendars }: Planned,
  jobId: string,
  decidedUntil: number,
): JobPosition {
  const next = compileSchedule(schedule, jobId, calendars?.compiled).next(decidedUntil);
  return {
    status: next === null && schedule.kind !== "manual" ? "finished" : "active",
    nextFireAt: next?.at ?? null,
    decidedUntil,
    tzdata: TZDATA_VERSION,
    pausedAt: null,
    pausedUntil: null,
    pausedBy: null,
    pauseNote: null,
  };
}

/**
 * Where a job stands whose own pause ended while its project's goes on: the two are one pause, which the later of their
 * ends decides, so it is kept until then. A planner finds the job due at once and waits with it.
 */
export function unsettled(pause: {
  readonly at: number;
  readonly endedAt: number;
  readonly by: string | null;
  readonly note: string | null;
  readonly decidedUntil: number;
}): JobPosition {
  return {
    status: "active",
    nextFireAt: pause.endedAt,
    decidedUntil: pause.decidedUntil,
    tzdata: TZDATA_VERSION,
    pausedAt: pause.at,
    pausedUntil: pause.endedAt,
    pausedBy: pause.by,
    pauseNote: pause.note,
  };
}

/** Where a paused job stands: a planner looks at it again when the pause ends, if it ends by itself. Instants are milliseconds. */
export function paused(pause: {
  readonly at: number;
  readonly until: number | null;
  readonly by: string | null;
  readonly note: string | null;
  readonly decidedUntil: number;
}): JobPosition {
  return {
    status: "paused",
    nextFireAt: pause.until,
    decidedUntil: pause.decidedUntil,
    tzdata: TZDATA_VERSION,
    pausedAt: pause.at,
    pausedUntil: pause.until,
    pausedBy: pause.by,
    pauseNote: pause.note,
  };
}
