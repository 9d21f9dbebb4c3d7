import type { Advance, LockedJob } from "../../../db/queries/planner.ts";
import type { DueDecision } from "../../domain/misfire.ts";
import { decidePaused } from "../../domain/misfire.ts";
import {
  type DecidedStretch,
  decideUpTo,
  endOf,
  factsOf,
  type Pause,
} from "../../domain/pauses.ts";
import type { Policies } from "../../domain/policies.ts";
import type { CompiledSchedule, Schedule } from "../../domain/schedule/types.ts";
import { TZDATA_VERSION } from "../../platform/tzdata.ts";
import { type CalendarsOf, existing } from "../calendars/rules.ts";
import { compiledSchedule } from "./definitions.ts";

/** What a pass makes of one job. */
export type Pass = {
  readonly advance: Advance;
  readonly stretches: readonly DecidedStretch[];
  /** The job has no slot left. */
  readonly ends?: boolean;
  /** Its own pause was over. */
  readonly endsPause?: boolean;
  /** The pause of its project that goes on: nothing is planned before that ends. */
  readonly waitsFor?: string;
  readonly error?: unknown;
};

/** What the slots of a job are decided by. */
export type JobRules = {
  readonly misfire: Policies["misfire"];
  readonly schedule: CompiledSchedule;
};

const TRY_AGAIN_MS = 60_000;

/** Decides a job's slots up to `now`. One that cannot be decided must not keep the hundreds of its batch from it. */
export function decideOrPostpone(
  job: LockedJob,
  policies: Policies | undefined,
  { calendarsOf, now }: { readonly calendarsOf: CalendarsOf; readonly now: number },
): Pass {
  try {
    if (policies === undefined) throw new Error(`job ${job.id} has no rules to decide by`);
    return decideJob(job, rulesOf(job, policies, calendarsOf), now);
  } catch (error) {
    const nextFireAt = job.status === "active" ? now + TRY_AGAIN_MS : job.nextFireAt;
    return { advance: { ...staying(job), nextFireAt }, stretches: [], error };
  }
}

/** What a job's slots are decided by, under its present schedule and calendars. */
export function rulesOf(job: LockedJob, { misfire }: Policies, calendarsOf: CalendarsOf): JobRules {
  return { misfire, schedule: compiledSchedule(job, existing(calendarsOf(job))) };
}

function decideJob(job: LockedJob, { misfire, schedule }: JobRules, now: number): Pass {
  const { decidedUntil } = job;
  const decided = decideUpTo({ schedule, decidedUntil, now, misfire, pauses: pausesOf(job) });
  const { stretches, open } = decided;
  const moved = { ...staying(job), decidedUntil: decided.decidedUntil };
  if (open.length > 0) {
    const ofProject = job.projectPauses?.find((pause) => endOf(pause, now) === null);
    if (ofProject !== undefined) return { advance: moved, stretches, waitsFor: ofProject.id };
    return { advance: { ...moved, nextFireAt: job.pausedUntil, parked: false }, stretches };
  }
  const nextFireAt = schedule.next(now)?.at ?? null;
  const { kind } = job.schedule as Schedule;
  return {
    advance: { ...moved, nextFireAt, parked: false, tzdata: TZDATA_VERSION },
    stretches,
    endsPause: job.pausedAt !== null,
    ends: nextFireAt === null && job.status !== "finished" && kind !== "manual",
  };
}

/**
 * Decides the slots of a job's own pause that a person ends now, by their choice (P3); with pauses of its project between
 * them, all that is due.
 */
export function decideResumed(
  job: LockedJob,
  { misfire, schedule }: JobRules,
  missed: Pause["missed"],
): { readonly stretches: readonly DecidedStretch[]; readonly decidedUntil: number } {
  const { decidedUntil, now } = job;
  if (decidedUntil >= now) return { stretches: [], decidedUntil };
  const pauses = pausesOf(job).map((pause) =>
    pause.of === "job" ? { ...pause, resumedAt: now, missed } : pause,
  );
  const { stretches } = decideUpTo({ schedule, decidedUntil, now, misfire, pauses });
  // A slot of this very moment is no longer one of the pause (P2), and a planner's.
  return { stretches: stretches.slice(0, -1), decidedUntil: now - 1 };
}

/** What a schedule that is replaced in a pause leaves behind: its slots up to now are missed (P1). */
export function decideReplaced(job: LockedJob, { misfire, schedule }: JobRules): DecidedStretch {
  const { now } = job;
  const pause = pausesOf(job).findLast((one) => endOf(one, now) === null);
  const decisions: DueDecision[] = decidePaused({
    schedule,
    // Everything before the pause is decided; another one that began earlier may still go on.
    pausedAt: job.decidedUntil,
    // A slot of this very moment is still one of the pause.
    resumedAt: now + 1,
    missed: "skip",
    misfire,
    ...(pause === undefined ? {} : { facts: factsOf(pause, now) }),
  });
  return { decisions, asOf: now, missed: "skip" };
}

/** Whether a job is in a pause of its own or of its project at `now`. */
export function isPaused(job: LockedJob): boolean {
  return pausesOf(job).some((pause) => pause.from <= job.now && endOf(pause, job.now) === null);
}

/** Whether a job's project is paused at `now`. */
export function isProjectPaused({ projectPauses, now }: LockedJob): boolean {
  return projectPauses?.some((pause) => endOf(pause, now) === null) ?? false;
}

/** A job's own pause and those of its project that it was not planned past. */
function pausesOf(job: LockedJob): Pause[] {
  const { pausedAt, pausedUntil, pausedBy, pauseNote, projectPauses } = job;
  const ofProject = (projectPauses ?? []).map((pause): Pause => ({ ...pause, of: "project" }));
  if (pausedAt === null) return ofProject;
  const own: Pause = {
    of: "job",
    from: pausedAt,
    until: pausedUntil,
    resumedAt: null,
    missed: null,
    by: pausedBy,
    note: pauseNote,
  };
  return [...ofProject, own];
}

function staying(job: LockedJob): Advance {
  return {
    id: job.id,
    version: job.version,
    oldDecidedUntil: job.decidedUntil,
    decidedUntil: job.decidedUntil,
    nextFireAt: job.nextFireAt,
    parked: job.parked,
    tzdata: job.tzdata,
  };
}
