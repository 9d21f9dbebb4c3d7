import type { Tx } from "../../../db/client.ts";
import {
  dispatchHeld,
  type HeldRun,
  readJobsWithHeldRuns,
  readTurn,
} from "../../../db/queries/held.ts";
import { lockJob } from "../../../db/queries/planner.ts";
import type { Policies } from "../../domain/policies.ts";
import { newId } from "../../platform/ids.ts";
import type { Platform } from "../context.ts";
import { policiesOf, templateVersionsById } from "./definitions.ts";
import { isExclusive } from "./open-decisions.ts";

/**
 * Lets held runs go whose turn has come. Called after every commit that ends runs and after every commit that
 * holds some, so that whichever of the two is later sees the other; the custodian sweeps after a crash in
 * between. `null` looks at all jobs.
 */
export async function releaseHeld(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  jobIds: readonly string[] | null,
): Promise<void> {
  if (jobIds?.length === 0) return;
  const waiting = await readJobsWithHeldRuns(platform.db, jobIds);
  for (const jobId of waiting) {
    const released = await platform.db.transaction((tx) => releaseOfJob(platform, tx, jobId));
    if (released > 0) platform.hints.send("runs", "events");
  }
}

async function releaseOfJob(
  platform: Pick<Platform, "queue">,
  tx: Tx,
  jobId: string,
): Promise<number> {
  const job = await lockJob(tx, jobId);
  if (job === null) return 0;
  const templates = await templateVersionsById(tx, [job.templateVersionId]);
  const template = templates.get(job.templateVersionId);
  if (template === undefined) return 0;
  const { held, busy } = await readTurn(tx, jobId);
  const policies = policiesOf(template, job.policies);
  const going = whoseTurn(held, busy, policies).map((run) => ({
    ...run,
    dispatchId: newId(),
    exclusive: isExclusive(rulesOf(run, policies)),
  }));
  if (going.length === 0) return 0;
  await dispatchHeld(tx, going);
  await platform.queue.put(
    tx,
    going.map(({ id: runId, dispatchId, pool, priority, delaySeconds }) => ({
      runId,
      dispatchId,
      pool,
      priority,
      delaySeconds,
    })),
  );
  return going.length;
}

/** The held runs that may go, in order. */
function whoseTurn(held: readonly HeldRun[], busy: number, policies: Rules): HeldRun[] {
  const going: HeldRun[] = [];
  for (const run of held) {
    if (busy + going.length >= limitOf(run, rulesOf(run, policies))) break;
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
