import type { Tx } from "../../../db/client.ts";
import { insertEvents } from "../../../db/queries/events.ts";
import {
  type JobDefinitionRow,
  type JobPosition,
  type JobRow,
  updateJob,
} from "../../../db/queries/jobs.ts";
import type { LockedJob } from "../../../db/queries/planner.ts";
import { readNow } from "../../../db/sql.ts";
import { violates } from "../../../db/violations.ts";
import { notFound, stale } from "../../domain/errors.ts";
import { canonicalJson } from "../../domain/json.ts";
import type { MisfirePolicy } from "../../domain/policies.ts";
import type { Schedule } from "../../domain/schedule/types.ts";
import { nameCalendars } from "../calendars/name.ts";
import { existing, readCalendars } from "../calendars/rules.ts";
import type { Context } from "../context.ts";
import { isPaused, isProjectPaused } from "../runs/decide-job.ts";
import { decideJobNow, decidePauseNow } from "../runs/open-due.ts";
import { releaseAfterEdit } from "../runs/release-held.ts";
import { keyTaken } from "./key.ts";
import { paused, running, unsettled } from "./position.ts";
import { type JobDeed, recordVersion } from "./record.ts";
import { requireJob } from "./show.ts";

/** A job taken for a change at the instant `now`, milliseconds since 1970: locked, with everything due by then decided. */
export type TakenJob = {
  readonly tx: Tx;
  readonly now: number;
  readonly job: JobRow;
  readonly locked: LockedJob;
};

/**
 * Runs a change of one job in a transaction, after what is due by now was decided as things stand (P1). Throws
 * `not_found` when it was deleted meanwhile, `stale` when `ifMatch` is not its version.
 */
export async function changeJob(
  ctx: Context,
  jobId: string,
  change: {
    readonly ifMatch?: number | null;
    /** Locks that must come before the job's. */
    readonly before?: (tx: Tx) => Promise<void>;
    readonly apply: (taken: TakenJob) => Promise<void>;
  },
): Promise<void> {
  const before = await ctx.db.transaction(async (tx) => {
    await change.before?.(tx);
    const locked = await decideJobNow(ctx.queue, tx, jobId);
    if (locked === null) throw notFound("job");
    const job = await requireJob(tx, { id: jobId });
    const ifMatch = change.ifMatch ?? null;
    if (ifMatch !== null && ifMatch !== job.version) throw stale(job.version);
    await change.apply({ tx, now: await readNow(tx), job, locked });
    return locked;
  });
  // Deciding may have opened runs, and held some behind others.
  ctx.hints.send("jobs", "runs", "events", "cancel");
  await releaseAfterEdit(ctx, before);
}

/** Where a job is to stand after a change. */
export type Move = {
  readonly schedule: Schedule;
  /** A new schedule counts from now, and leaves the old one's slots behind (P1). */
  readonly rescheduled: boolean;
  /** Null: it plans its slots. `until` is milliseconds since 1970. */
  readonly pause: {
    readonly until: number | null;
    readonly note: string | null;
    readonly by: string | null;
  } | null;
  /** What becomes of a pause's slots when it ends (P3); null leaves it to the job's policy. */
  readonly missed: MisfirePolicy["policy"] | null;
};

/** Brings a taken job to where it is to stand; the slots of a pause that ends, or whose schedule goes, are decided. */
export async function moveJob(ctx: Context, taken: TakenJob, move: Move): Promise<JobPosition> {
  const { locked } = taken;
  if (move.rescheduled && isPaused(locked))
    await decidePauseNow(ctx.queue, taken.tx, locked, { kind: "replaced" });
  return move.pause === null ? toPlanning(ctx, taken, move) : toPause(taken, move, move.pause);
}

function toPause(
  { now, locked }: TakenJob,
  { rescheduled }: Move,
  pause: NonNullable<Move["pause"]>,
): JobPosition {
  const decidedUntil = rescheduled ? edited(locked, now) : locked.decidedUntil;
  return paused({ ...pause, at: locked.pausedAt ?? now, decidedUntil });
}

async function toPlanning(ctx: Context, taken: TakenJob, move: Move): Promise<JobPosition> {
  const { tx, now, job, locked } = taken;
  const { projectId } = job;
  const { schedule, missed } = move;
  const calendarsOf = await readCalendars(tx, [{ projectId, schedule }]);
  const planned = { schedule, calendars: existing(calendarsOf({ projectId, schedule })) };
  if (move.rescheduled) return running(planned, job.id, edited(locked, now));
  if (locked.pausedAt === null) return running(planned, job.id, locked.decidedUntil);
  if (!isProjectPaused(locked)) {
    const exit = { kind: "resumed", missed } as const;
    return running(planned, job.id, await decidePauseNow(ctx.queue, tx, locked, exit));
  }
  const { pausedAt: at, pausedBy: by, pauseNote: note, decidedUntil } = locked;
  const endedAt = locked.status === "paused" ? now : (locked.pausedUntil ?? now);
  return unsettled({ at, endedAt, by, note, decidedUntil });
}

/** Whoever had the lock before may have begun later than we did, and decided further. */
function edited(locked: LockedJob, now: number): number {
  return Math.max(locked.decidedUntil, now);
}

/** The pause a job is in, as a move that keeps it; null when it is in none. */
export function presentPause(job: JobRow): Move["pause"] {
  if (job.status !== "paused") return null;
  return { until: job.pausedUntil?.getTime() ?? null, note: job.pauseNote, by: job.pausedBy };
}

/** Stores the new version of a taken job. Throws `conflict` where its new key is taken. */
export async function storeChange(
  ctx: Context,
  { tx, job }: TakenJob,
  next: JobDefinitionRow & JobPosition,
  deed: JobDeed,
): Promise<void> {
  const rescheduled = canonicalJson(next.schedule) !== canonicalJson(job.schedule);
  const { id, projectId } = job;
  const version = job.version + 1;
  try {
    await updateJob(tx, id, { ...next, version });
  } catch (error) {
    throw violates(error, "jobs_key_unique") ? keyTaken(next.key) : error;
  }
  if (rescheduled) await nameCalendars(tx, { id, projectId, schedule: next.schedule });
  const countsFrom = rescheduled ? next.decidedUntil : null;
  await recordVersion(tx, ctx, { ...next, id, projectId, version, countsFrom }, deed, job);
  if (next.status !== "finished" || job.status === "finished") return;
  const data = { status: next.status };
  await insertEvents(tx, [{ type: "job.terminated", projectId, jobId: id, data }]);
}
