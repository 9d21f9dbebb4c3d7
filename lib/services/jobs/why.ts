import {
  findOpenProjectPause,
  listDayCounts,
  listOtherRunsAt,
  type WhyJobRow,
} from "../../../db/queries/why-jobs.ts";
import { findActor, findRunForWhy } from "../../../db/queries/why-runs.ts";
import type { JobWhyView } from "../../contracts/why.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { Instant } from "../../domain/schedule/types.ts";
import type { MomentFacts, NearSlot, PauseOver } from "../../domain/why/moment-facts.ts";
import type { Verdict } from "../../domain/why/verdict.ts";
import { ofMissingTime, whyMoment } from "../../domain/why/why-moment.ts";
import { whyRun } from "../../domain/why/why-run.ts";
import type { Context } from "../context.ts";
import { poolFacts, runFacts } from "../runs/why-facts.ts";
import { knownZone } from "../schedules/known-zone.ts";
import type { JobReference } from "./reach.ts";
import { reachJobForWhy } from "./why-job.ts";
import { wantedMoment } from "./why-moment.ts";
import { type SlotsAt, slotsAt } from "./why-slots.ts";

const MINUTE_MS = 60_000;

/**
 * Why a job has a run at a moment, or none, or what will be then, in words and as data. `at` is an instant, or a time on
 * the wall clock of the schedule's zone. Throws `not_found`, `forbidden`, `invalid`.
 */
export async function whyJobAt(
  ctx: Context,
  reference: JobReference,
  text: string,
): Promise<JobWhyView> {
  const job = await reachJobForWhy(ctx, reference);
  const { at, missing } = wantedMoment(job, text);
  const slots = await slotsAt(ctx.db, job, at);
  const said = await answer(ctx, job, at, slots);
  const verdict = missing === null ? said.verdict : ofMissingTime(said.verdict, missing);
  return {
    jobId: job.id,
    at: formatInstant(at),
    ...verdict,
    timeZone: said.timeZone,
    run: slots.row,
    nearest: { before: nearView(slots.nearest.before), after: nearView(slots.nearest.after) },
  };
}

function nearView(slot: NearSlot | null): JobWhyView["nearest"]["before"] {
  return slot === null ? null : { at: formatInstant(slot.at), run: slot.run };
}

async function answer(
  ctx: Context,
  job: WhyJobRow,
  at: Instant,
  slots: SlotsAt,
): Promise<{ verdict: Verdict; timeZone: string }> {
  // Pruned in this very moment, it is gone like any other.
  const row = slots.row === null ? undefined : await findRunForWhy(ctx.db, slots.row.id);
  if (row === undefined) {
    const facts = await momentFacts(ctx, job, at, slots);
    return { verdict: whyMoment(facts), timeZone: facts.timeZone };
  }
  const facts = await runFacts(ctx.db, row);
  return { verdict: whyRun(facts), timeZone: facts.timeZone };
}

async function momentFacts(
  { db, config }: Context,
  job: WhyJobRow,
  at: Instant,
  slots: SlotsAt,
): Promise<MomentFacts> {
  const { version, next, inPresent, slot, moved, nearest } = slots;
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const [pause, workers, days, others, deleter] = await Promise.all([
    pauseOver(db, job, at),
    poolFacts(db, { pool: null, needs: null, task: null }),
    listDayCounts(db, job.id, at),
    listOtherRunsAt(db, job.id, { at, from: minute, to: minute + MINUTE_MS }),
    job.deletedAt === null ? undefined : findActor(db, { objectId: job.id, action: "job.deleted" }),
  ]);
  const { now, createdAt, createdBy, deletedAt, decidedUntil, nextFireAt } = job;
  const { schedule } = version;
  return {
    now,
    at,
    timeZone: knownZone("timeZone" in schedule ? schedule.timeZone : null),
    job: { createdAt, createdBy, deletedAt, deletedBy: deleter ?? null, decidedUntil, nextFireAt },
    version,
    next,
    inPresent,
    slot,
    moved,
    nearest,
    pause,
    workers,
    retentionDays: config.retention.runDays,
    ofThatDay: Object.fromEntries(days.map(({ status, slots: count }) => [status, count])),
    others,
  };
}

/** The pause of the job or of its project that a moment lies in, as far as pauses go on now (P2). */
async function pauseOver(
  db: Context["db"],
  job: WhyJobRow,
  at: Instant,
): Promise<PauseOver | null> {
  const { pausedAt, pausedUntil, pausedBy, pauseNote, projectId } = job;
  const lies = (since: Instant, until: Instant | null) =>
    since < at && (until === null || at < until);
  if (pausedAt !== null && lies(pausedAt, pausedUntil))
    return { of: "job", since: pausedAt, until: pausedUntil, by: pausedBy, note: pauseNote };
  const project = await findOpenProjectPause(db, projectId);
  if (project === undefined || !lies(project.pausedAt, project.until)) return null;
  const { pausedAt: since, ...rest } = project;
  return { of: "project", since, ...rest };
}
