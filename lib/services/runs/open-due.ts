import type { Tx } from "../../../db/client.ts";
import type { GroupName } from "../../../db/queries/concurrency.ts";
import { insertEvents } from "../../../db/queries/events.ts";
import {
  type Advance,
  advanceClocks,
  endPauses,
  type LockedJob,
  lockDueJobs,
  lockJob,
  readActiveRuns,
} from "../../../db/queries/planner.ts";
import { type ClaimedRun, openRuns } from "../../../db/queries/run-transitions.ts";
import { type DueDecision, decideDue, decidePaused } from "../../domain/misfire.ts";
import type { ActiveRun } from "../../domain/overlap.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { CompiledSchedule, Schedule } from "../../domain/schedule/types.ts";
import { TZDATA_VERSION } from "../../platform/tzdata.ts";
import type { Queue } from "../../queue/queue.ts";
import { type CalendarsOf, existing, readCalendars } from "../calendars/rules.ts";
import { cancelInside } from "./cancel.ts";
import { compiledSchedule, policiesOf, templateVersionsById } from "./definitions.ts";
import { enterGroups, groupsOf } from "./groups.ts";
import { type DecidedJob, isHeld, type Opening, openDecisions } from "./open-decisions.ts";
import { type Here, startedRuns, startHere } from "./start-here.ts";

/** What a pass did. */
export type OpenedDue = {
  /** Jobs whose slots were decided. */
  readonly jobs: number;
  /** Ledger rows written. */
  readonly runs: number;
  /** Jobs with runs that may now be waiting for one of them to end. */
  readonly heldJobs: readonly string[];
  /** Concurrency groups whose runs may now be waiting for one of them to end, or may go in its stead. */
  readonly groups: readonly GroupName[];
  /** Runs the planning worker has claimed with their opening. */
  readonly started: readonly ClaimedRun[];
  /** Jobs that could not be decided; they keep what they are owed and are tried again in a minute. */
  readonly undecided: readonly Undecided[];
};

/** A job whose rules or schedule this process cannot read, such as a zone its runtime lacks. */
export type Undecided = { readonly jobId: string; readonly error: unknown };

/** A pass that found nothing to do. */
export const NOTHING_DUE: OpenedDue = {
  jobs: 0,
  runs: 0,
  heldJobs: [],
  groups: [],
  started: [],
  undecided: [],
};

/** Ledger rows from which on a pass leaves further due jobs to the next one, so that runs start meanwhile (M1). */
const ROWS_PER_PASS = 1_000;

/**
 * The firing transaction: takes the due jobs for itself, decides their slots up to now, writes rows, messages
 * and events, and moves each job to its next instant. All or nothing; any number of planners may do it at once.
 */
export async function openDue(
  queue: Queue,
  tx: Tx,
  limit: number,
  here: Here | null,
): Promise<OpenedDue> {
  const due = await lockDueJobs(tx, TZDATA_VERSION, limit);
  return decideJobs(queue, tx, due, here);
}

/**
 * Decides what one job owes up to now under its present definition, as an edit, pause or resume must do first
 * (P1). The job's row is locked from here on. Answers the job as it then stands, or null when there is none.
 */
export async function decideJobNow(queue: Queue, tx: Tx, jobId: string): Promise<LockedJob | null> {
  const job = await lockJob(tx, jobId);
  if (job === null) return null;
  const { undecided } = await decideJobs(queue, tx, [job], null);
  if (undecided[0] !== undefined) throw undecided[0].error;
  return lockJob(tx, jobId);
}

/**
 * Decides the slots of a pause when a person ends it (P3), with the missed choice they made or else the job's
 * own policy. The caller then clears the pause.
 */
export async function decidePauseNow(
  queue: Queue,
  tx: Tx,
  job: LockedJob,
  missed: "skip" | "latest" | "all" | null,
): Promise<void> {
  if (job.pausedAt === null) return;
  const { now } = job;
  const [decided] = await withRules(tx, [job]);
  if (decided === undefined) return;
  const schedule = compiledSchedule(job, existing((await readCalendars(tx, [job]))(job)));
  const decisions = pauseDecisions(job, { decided, schedule }, now, missed);
  const resumed = missed === null ? decided : withMisfire(decided, missed);
  await write(queue, tx, [resumed], new Map([[job.id, decisions]]), { now, here: null });
}

async function decideJobs(
  queue: Queue,
  tx: Tx,
  locked: readonly LockedJob[],
  here: Here | null,
): Promise<OpenedDue> {
  const [first] = locked;
  if (first === undefined) return NOTHING_DUE;
  const { now } = first;
  const decided = await withRules(tx, locked);
  const calendarsOf = await readCalendars(tx, locked);
  const passes = decideInTurn(locked, { decided, calendarsOf }, now);
  const jobs = locked.slice(0, passes.length);
  const resumed = jobs.filter((_, index) => passes[index]?.endsPause);
  const ended = jobs.filter((_, index) => passes[index]?.ends);
  const decisions = new Map(passes.map((pass) => [pass.advance.id, pass.decisions]));
  // Sent together: the connection takes them one after the other, and nobody waits for each answer.
  const [written, moved] = await Promise.all([
    write(queue, tx, decided.slice(0, passes.length), decisions, { now, here }),
    advanceClocks(
      tx,
      passes.map((pass) => pass.advance),
    ),
  ]);
  // Locked above, so nobody can have changed them; a job left behind would be decided twice.
  if (moved.size !== jobs.length)
    throw new Error("a locked job changed while its slots were decided");
  await endPauses(
    tx,
    resumed.map((job) => job.id),
  );
  await insertEvents(tx, [
    ...ended.map(endedEvent),
    ...resumed.filter((job) => !ended.includes(job)).map(updatedEvent),
  ]);
  const undecided = passes.flatMap(({ advance, error }) =>
    error === undefined ? [] : [{ jobId: advance.id, error }],
  );
  return { jobs: jobs.length, undecided, ...written };
}

/** Decides job after job until the pass has rows enough; the jobs beyond are still due afterwards. */
function decideInTurn(
  jobs: readonly LockedJob[],
  by: { readonly decided: readonly DecidedJob[]; readonly calendarsOf: CalendarsOf },
  now: number,
): Pass[] {
  const passes: Pass[] = [];
  let rows = 0;
  for (const [index, job] of jobs.entries()) {
    if (rows >= ROWS_PER_PASS) break;
    const pass = decideOrPostpone(job, by.decided[index], by.calendarsOf, now);
    rows += pass.decisions.length;
    passes.push(pass);
  }
  return passes;
}

type Pass = {
  readonly advance: Advance;
  readonly decisions: readonly DueDecision[];
  /** The job has no slot left. */
  readonly ends?: boolean;
  /** Its own pause was over. */
  readonly endsPause?: boolean;
  readonly error?: unknown;
};

const TRY_AGAIN_MS = 60_000;

/** One job that cannot be decided must not keep the hundreds of its batch from being decided. */
function decideOrPostpone(
  job: LockedJob,
  decided: DecidedJob | undefined,
  calendarsOf: CalendarsOf,
  now: number,
): Pass {
  try {
    if (decided === undefined) throw new Error(`job ${job.id} has no rules to decide by`);
    const schedule = compiledSchedule(job, existing(calendarsOf(job)));
    return decideOne(job, { decided, schedule }, now);
  } catch (error) {
    const nextFireAt = job.status === "active" ? now + TRY_AGAIN_MS : job.nextFireAt;
    return { advance: { ...staying(job), nextFireAt }, decisions: [], error };
  }
}

/** What the slots of a job are decided by. */
type Rules = { readonly decided: DecidedJob; readonly schedule: CompiledSchedule };

function decideOne(job: LockedJob, rules: Rules, now: number): Pass {
  const { decided, schedule } = rules;
  const pauseIsOver = job.pausedUntil !== null && job.pausedUntil <= now;
  if (job.status === "paused" && !pauseIsOver) return { advance: staying(job), decisions: [] };
  const paused =
    job.status === "paused" ? pauseDecisions(job, rules, job.pausedUntil ?? now, null) : [];
  // A slot at the very end of a pause is no longer part of it (P2).
  const decidedUntil = job.status === "paused" ? (job.pausedUntil ?? now) - 1 : job.decidedUntil;
  const due = decideDue({ schedule, decidedUntil, now, misfire: decided.rules.misfire });
  const nextFireAt = schedule.next(now)?.at ?? null;
  return {
    advance: {
      ...staying(job),
      decidedUntil: Math.max(now, job.decidedUntil),
      nextFireAt,
      tzdata: TZDATA_VERSION,
    },
    decisions: [...paused, ...due],
    endsPause: job.status === "paused",
    ends:
      nextFireAt === null &&
      job.status !== "finished" &&
      (job.schedule as Schedule).kind !== "manual",
  };
}

function staying(job: LockedJob): Advance {
  return {
    id: job.id,
    version: job.version,
    oldDecidedUntil: job.decidedUntil,
    decidedUntil: job.decidedUntil,
    nextFireAt: job.nextFireAt,
    tzdata: job.tzdata,
  };
}

function pauseDecisions(
  job: LockedJob,
  { decided, schedule }: Rules,
  resumedAt: number,
  missed: "skip" | "latest" | "all" | null,
): DueDecision[] {
  if (job.pausedAt === null) return [];
  const { misfire } = decided.rules;
  return decidePaused({
    schedule,
    // An edit in the pause has decided the old schedule's slots already (P1).
    pausedAt: Math.max(job.pausedAt, job.decidedUntil),
    resumedAt,
    missed: missed ?? misfire.policy,
    misfire,
    facts: {
      of: "job",
      since: formatInstant(job.pausedAt),
      endedAt: formatInstant(resumedAt),
      until: job.pausedUntil === null ? null : formatInstant(job.pausedUntil),
      by: job.pausedBy,
      note: job.pauseNote,
    },
  });
}

/** Catch-up runs of a pause are let go by what the person who ended it chose (P3, O3). */
function withMisfire(job: DecidedJob, policy: "skip" | "latest" | "all"): DecidedJob {
  const { rules } = job;
  return { ...job, rules: { ...rules, misfire: { ...rules.misfire, policy } } };
}

async function withRules(tx: Tx, jobs: readonly LockedJob[]): Promise<DecidedJob[]> {
  const templates = await templateVersionsById(
    tx,
    jobs.map((job) => job.templateVersionId),
  );
  return jobs.map((job) => {
    const template = templates.get(job.templateVersionId);
    if (template === undefined) throw new Error(`job ${job.id} refers to no template version`);
    return { ...job, rules: policiesOf(template, job.policies) };
  });
}

/** Writes rows and messages of a pass over many jobs, in a fixed number of statements. */
async function write(
  queue: Queue,
  tx: Tx,
  jobs: readonly DecidedJob[],
  decisions: ReadonlyMap<string, readonly DueDecision[]>,
  { now, here }: { readonly now: number; readonly here: Here | null },
): Promise<Omit<OpenedDue, "jobs" | "undecided">> {
  const opening = jobs.filter((job) =>
    decisions.get(job.id)?.some((decision) => decision.verdict === "open"),
  );
  const active = await activeRunsOf(tx, opening);
  const openings = jobs.map(
    (job): Opening => openDecisions(job, decisions.get(job.id) ?? [], active.get(job.id) ?? []),
  );
  const cancel = new Map(openings.flatMap((one) => [...one.cancel]));
  const deciding = jobs.filter((job) => (decisions.get(job.id)?.length ?? 0) > 0);
  const rows = await enterGroups(
    tx,
    deciding,
    openings.flatMap((one) => one.runs),
    cancel,
  );
  const runs = startHere(rows, here, { now, cancelled: cancel });
  const opened = await openRuns(tx, runs);
  const cancelled =
    cancel.size > 0 ? await cancelInside(queue, tx, [...cancel.keys()], "overlap", cancel) : [];
  const isAnnounced = (id: string): boolean => opened.has(id) && !cancel.has(id);
  const messages = runs.flatMap(({ id, dispatchId, pool, priority, availableAt }) =>
    !dispatchId || availableAt === undefined || availableAt === null || !isAnnounced(id)
      ? []
      : [
          {
            runId: id,
            dispatchId,
            pool,
            priority,
            delaySeconds: Math.max(0, availableAt - now) / 1000,
          },
        ],
  );
  await queue.put(tx, messages);
  const held = runs.filter(isHeld);
  return {
    runs: opened.size,
    heldJobs: [...new Set(held.map((run) => run.jobId))],
    groups: groupsOf([...held, ...cancelled]),
    started: startedRuns(runs, opened),
  };
}

async function activeRunsOf(
  tx: Tx,
  jobs: readonly DecidedJob[],
): Promise<Map<string, ActiveRun[]>> {
  // Without a limit nothing can be in the way, so nobody needs to look.
  const limited = jobs.filter(
    (job) => job.rules.overlap !== "allow" || job.rules.maxConcurrentRuns !== null,
  );
  if (limited.length === 0) return new Map();
  const rows = await readActiveRuns(
    tx,
    limited.map((job) => job.id),
  );
  return Map.groupBy(rows, (row) => row.jobId);
}

function endedEvent(job: LockedJob) {
  return {
    type: "job.terminated",
    projectId: job.projectId,
    jobId: job.id,
    data: { status: "finished" },
  };
}

function updatedEvent(job: LockedJob) {
  return {
    type: "job.updated",
    projectId: job.projectId,
    jobId: job.id,
    data: { status: "active" },
  };
}
