import type { Tx } from "../../../db/client.ts";
import { type GroupName, readGroupsWaitedFor } from "../../../db/queries/concurrency.ts";
import {
  type HeldRun,
  holdFurther,
  readJobsWithHeldRuns,
  readNextJobsWithHeldRuns,
  readTurn,
  type Turn,
} from "../../../db/queries/held.ts";
import { type LockedJob, lockJob } from "../../../db/queries/planner.ts";
import type { Policies } from "../../domain/policies.ts";
import { newId } from "../../platform/ids.ts";
import type { Platform } from "../context.ts";
import { announce } from "./announce.ts";
import { policiesOf, templateVersionsById } from "./definitions.ts";
import { groupsOf, uniqueGroups, waitsForGroups } from "./groups.ts";
import { isExclusive } from "./open-decisions.ts";
import { releaseGroup } from "./release-group.ts";

type Hands = Pick<Platform, "db" | "queue" | "hints">;

/** Held runs looked at in one transaction. */
const BATCH = 100;
/** The custodian has other things to see to. */
const JOBS_IN_A_SWEEP = 1_000;

/**
 * Lets held runs go whose turn has come: by the overlap rules of these jobs, then as these concurrency groups have
 * places. Called after every commit that ends runs, for their jobs and groups, and for the jobs after every commit that
 * holds some, so that whichever of the two is later sees the other; the custodian sweeps after a crash in between. A group
 * needs no second look: its lock makes whoever ends a run wait for those who hold some at this moment.
 */
export async function releaseHeld(
  platform: Hands,
  jobIds: readonly string[],
  groups: readonly GroupName[] = [],
): Promise<void> {
  const waiting = jobIds.length === 0 ? [] : await readJobsWithHeldRuns(platform.db, jobIds);
  for (const jobId of waiting) await releaseJob(platform, jobId);
  for (const group of uniqueGroups(groups)) await releaseGroup(platform, group);
}

/** Where a sweep begins that is to look at every job. */
export const FIRST_JOB = "00000000-0000-0000-0000-000000000000";

/**
 * Lets go whom a crash left behind: in all groups, and of the next jobs after this one, a bounded number. Answers where
 * the next sweep is to go on, which is at the first job again after the last.
 */
export async function sweepHeld(platform: Hands, after: string): Promise<string> {
  const jobIds = await readNextJobsWithHeldRuns(platform.db, after, JOBS_IN_A_SWEEP);
  for (const jobId of jobIds) await releaseJob(platform, jobId);
  for (const group of await readGroupsWaitedFor(platform.db, null))
    await releaseGroup(platform, group);
  return jobIds.length < JOBS_IN_A_SWEEP ? FIRST_JOB : (jobIds.at(-1) ?? FIRST_JOB);
}

/** The same after an edit of a job: runs of it may wait for a group it has left, or under a limit it had. */
export async function releaseAfterEdit(platform: Hands, before: LockedJob): Promise<void> {
  const { id, projectId, concurrencyGroup } = before;
  const group = groupsOf([{ projectId, concurrencyKey: concurrencyGroup?.key ?? null }]);
  const waitedFor = await readGroupsWaitedFor(platform.db, [id]);
  await releaseHeld(platform, [id], [...group, ...waitedFor]);
}

/** Lets go who may of a job. */
async function releaseJob(platform: Hands, jobId: string): Promise<void> {
  for (let released = BATCH; released === BATCH; ) {
    released = await platform.db.transaction((tx) => releaseSome(platform, tx, jobId));
    if (released > 0) platform.hints.send("runs", "events");
  }
}

async function releaseSome(
  platform: Pick<Platform, "queue">,
  tx: Tx,
  jobId: string,
): Promise<number> {
  const job = await lockJob(tx, jobId);
  if (job === null) return 0;
  const templates = await templateVersionsById(tx, [job.templateVersionId]);
  const template = templates.get(job.templateVersionId);
  if (template === undefined) return 0;
  const turn = await readTurn(tx, jobId, BATCH);
  const policies = policiesOf(template, job.policies);
  const turned = whoseTurn(turn, policies);
  if (turned.length === 0) return 0;
  await letGo(
    platform,
    tx,
    job,
    turned.map((run) => ({ ...run, exclusive: isExclusive(rulesOf(run, policies)) })),
  );
  return turned.length;
}

/** Announces runs that have passed their overlap rule, or lets them wait for a place in the group of their job. */
async function letGo(
  platform: Pick<Platform, "queue">,
  tx: Tx,
  job: LockedJob,
  runs: readonly (HeldRun & { readonly exclusive: boolean })[],
): Promise<void> {
  const concurrencyKey = job.concurrencyGroup?.key ?? null;
  const candidates = runs.map(({ id, priority }) => ({ id, priority, jobId: job.id }));
  const waits = await waitsForGroups(tx, [job], candidates);
  const going = runs.flatMap((run) =>
    waits.has(run.id) ? [] : [{ ...run, dispatchId: newId(), concurrencyKey }],
  );
  const staying = runs.flatMap(({ id, exclusive }) => {
    const wait = waits.get(id);
    return wait === undefined ? [] : [{ id, exclusive, wait, concurrencyKey, decision: {} }];
  });
  if (staying.length > 0) await holdFurther(tx, staying);
  await announce(platform, tx, going);
}

/** The held runs that may go by their overlap rule, in order. */
function whoseTurn({ held, busy, cancelling }: Turn, policies: Rules): HeldRun[] {
  const going: HeldRun[] = [];
  for (const run of held) {
    const rules = rulesOf(run, policies);
    // Held until all are final whom it asked to cancel, however many may be at work (O2).
    const waitsForCancel = rules.overlap === "cancel_previous" && cancelling > 0;
    if (waitsForCancel || busy + going.length >= limitOf(run, rules)) break;
    going.push(run);
  }
  return going;
}

type Rules = Pick<Policies, "overlap" | "maxConcurrentRuns">;

function rulesOf(run: HeldRun, policies: Rules): Rules {
  return { ...policies, overlap: run.overlap ?? policies.overlap };
}

/** How many runs of the job may be active for this one to go; catch-up runs go one at a time but under `allow` (O3). */
function limitOf({ catchUp }: HeldRun, { overlap, maxConcurrentRuns }: Rules): number {
  if (overlap === "allow") return maxConcurrentRuns ?? Number.POSITIVE_INFINITY;
  return catchUp ? 1 : (maxConcurrentRuns ?? 1);
}
