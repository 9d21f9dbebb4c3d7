import type { Tx } from "../../../db/client.ts";
import { insertEvents } from "../../../db/queries/events.ts";
import {
  advanceClocks,
  endPauses,
  type LockedJob,
  lockDueJobs,
  lockJob,
} from "../../../db/queries/planner.ts";
import { holdPauses } from "../../../db/queries/project-pauses.ts";
import type { Pause } from "../../domain/pauses.ts";
import { TZDATA_VERSION } from "../../platform/tzdata.ts";
import type { Queue } from "../../queue/queue.ts";
import { type CalendarsOf, readCalendars } from "../calendars/rules.ts";
import {
  decideOrPostpone,
  decideReplaced,
  decideResumed,
  type JobRules,
  type Pass,
  rulesOf,
} from "./decide-job.ts";
import { policiesOf, templateVersionsById } from "./definitions.ts";
import type { DecidedJob } from "./open-decisions.ts";
import type { Here } from "./start-here.ts";
import { type WrittenOpenings, writeOpenings } from "./write-openings.ts";

/** What a pass did. */
export type OpenedDue = WrittenOpenings & {
  /** Jobs whose slots were decided. */
  readonly jobs: number;
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
  return decideJobs(queue, tx, due, { here, park: true });
}

/**
 * Decides what one job owes up to now under its present definition, as an edit, pause or resume must do first
 * (P1). The job's row is locked from here on. Answers the job as it then stands, or null when there is none.
 */
export async function decideJobNow(queue: Queue, tx: Tx, jobId: string): Promise<LockedJob | null> {
  const job = await lockJob(tx, jobId);
  if (job === null) return null;
  const { undecided } = await decideJobs(queue, tx, [job], { here: null, park: false });
  if (undecided[0] !== undefined) throw undecided[0].error;
  return lockJob(tx, jobId);
}

/** How a job leaves its pause: a person ends it, with their choice for its slots, or gives the job another schedule in it. */
export type PauseExit =
  | { readonly kind: "resumed"; readonly missed: Pause["missed"] }
  | { readonly kind: "replaced" };

/**
 * Decides the slots of the pause a locked job is in (P3), which the caller then clears. Answers until when it has decided
 * them, milliseconds since 1970.
 */
export async function decidePauseNow(
  queue: Queue,
  tx: Tx,
  job: LockedJob,
  exit: PauseExit,
): Promise<number> {
  const { now } = job;
  const [decidedJob] = await withRules(tx, [job]);
  if (decidedJob === undefined) return job.decidedUntil;
  const rules = rulesOf(job, decidedJob.rules, await readCalendars(tx, [job]));
  const { stretches, decidedUntil } = decideExit(job, rules, exit);
  await writeOpenings(queue, tx, [decidedJob], new Map([[job.id, stretches]]), { now, here: null });
  return decidedUntil;
}

function decideExit(job: LockedJob, rules: JobRules, exit: PauseExit) {
  if (exit.kind === "resumed") return decideResumed(job, rules, exit.missed);
  return { stretches: [decideReplaced(job, rules)], decidedUntil: job.now };
}

async function decideJobs(
  queue: Queue,
  tx: Tx,
  locked: readonly LockedJob[],
  { here, park }: { readonly here: Here | null; readonly park: boolean },
): Promise<OpenedDue> {
  const [first] = locked;
  if (first === undefined) return NOTHING_DUE;
  const { now } = first;
  const decided = await withRules(tx, locked);
  const inTurn = decideInTurn(locked, decided, {
    calendarsOf: await readCalendars(tx, locked),
    now,
  });
  const passes = park ? await parked(tx, inTurn, now) : inTurn;
  const jobs = locked.slice(0, passes.length);
  const resumed = jobs.filter((_, index) => passes[index]?.endsPause);
  const ended = jobs.filter((_, index) => passes[index]?.ends);
  const stretches = new Map(passes.map((pass) => [pass.advance.id, pass.stretches]));
  // Sent together: the connection takes them one after the other, and nobody waits for each answer.
  const [written, moved] = await Promise.all([
    writeOpenings(queue, tx, decided.slice(0, passes.length), stretches, { now, here }),
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
  decided: readonly DecidedJob[],
  by: { readonly calendarsOf: CalendarsOf; readonly now: number },
): Pass[] {
  const passes: Pass[] = [];
  let rows = 0;
  for (const [index, job] of jobs.entries()) {
    if (rows >= ROWS_PER_PASS) break;
    const pass = decideOrPostpone(job, decided[index]?.rules, by);
    for (const { decisions } of pass.stretches) rows += decisions.length;
    passes.push(pass);
  }
  return passes;
}

/** A pause that somebody is ending at this moment is looked at again after so long. */
const ENDING_MS = 1_000;

/**
 * Parks the jobs whose project is paused: they are not due again before that pause ends. The pauses are held meanwhile, so
 * that whoever ends one finds every job that was parked in it.
 */
async function parked(tx: Tx, passes: readonly Pass[], now: number): Promise<readonly Pass[]> {
  const ids = new Set(passes.flatMap((pass) => pass.waitsFor ?? []));
  if (ids.size === 0) return passes;
  const held = await holdPauses(tx, [...ids]);
  return passes.map((pass) => {
    if (pass.waitsFor === undefined) return pass;
    const until = held.get(pass.waitsFor);
    const position =
      until === undefined
        ? { nextFireAt: now + ENDING_MS, parked: false }
        : { nextFireAt: until, parked: true };
    return { ...pass, advance: { ...pass.advance, ...position } };
  });
}

async function withRules(tx: Tx, jobs: readonly LockedJob[]): Promise<DecidedJob[]> {
  const templates = await templateVersionsById(
    tx,
    jobs.map((job) => job.templateVersionId),
  );
  return jobs.map((job) => {
    const template = templates.get(job.templateVersionId);
    if (template === undefined) throw new Error(`job ${job.id} refers to no template version`);
    return { ...job, rules: policiesOf(template, job.policies, job) };
  });
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
