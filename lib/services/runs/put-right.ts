import type { Db, Tx } from "../../../db/client.ts";
import { readOverdueDispatchable, replaceDispatchIds } from "../../../db/queries/held.ts";
import { lockOverdueRuns, type OverdueRun, peekNextExpiry } from "../../../db/queries/leases.ts";
import { type EndedRun, expirePending } from "../../../db/queries/run-transitions.ts";
import type { AttemptReport } from "../../domain/outcome.ts";
import { newId } from "../../platform/ids.ts";
import type { Platform } from "../context.ts";
import { dropMessages } from "./cancel.ts";
import {
  jobVersionKey,
  jobVersionsByKey,
  policiesOf,
  templateVersionsById,
} from "./definitions.ts";
import { type AttemptEnd, finishInside } from "./finish.ts";
import { groupsOf } from "./groups.ts";
import { releaseHeld } from "./release-held.ts";

type Hands = Pick<Platform, "db" | "queue" | "hints">;

const BATCH = 500;
/** The holder ends its own work first, at its next heartbeat at the latest. */
const HOLDER_FIRST_SECONDS = 15;

/** Ends attempts whose holder is overdue: lost leases, passed execution limits, cancels nobody confirmed. Answers how many. */
export async function endOverdueAttempts(platform: Hands, random: () => number): Promise<number> {
  const ended = await platform.db.transaction(async (tx) => {
    const overdue = await lockOverdueRuns(tx, BATCH, HOLDER_FIRST_SECONDS);
    if (overdue.length === 0) return [];
    const ends = await reportsFor(tx, overdue, random);
    return finishInside(platform.queue, tx, ends);
  });
  await afterEnding(platform, ended);
  return ended.length;
}

async function reportsFor(
  tx: Tx,
  overdue: readonly OverdueRun[],
  random: () => number,
): Promise<AttemptEnd[]> {
  const jobs = await jobVersionsByKey(tx, overdue);
  const templates = await templateVersionsById(
    tx,
    overdue.map((run) => run.templateVersionId),
  );
  return overdue.flatMap((run) => {
    const job = jobs.get(jobVersionKey(run.jobId, run.jobVersion));
    const template = templates.get(run.templateVersionId);
    if (job === undefined || template === undefined) return [];
    const { runId, leaseToken, attempt, lostCount, releaseCount } = run;
    const policies = policiesOf(template, job.policies);
    return [
      {
        runId,
        leaseToken,
        attempt,
        lostCount,
        releaseCount,
        policies,
        report: reportOf(run),
        result: null,
        random: random(),
        cancelling: run.status === "cancelling",
      },
    ];
  });
}

function reportOf(run: OverdueRun): AttemptReport {
  switch (run.why) {
    case "lease":
    case "cancel_grace":
      return { outcome: "lost" };
    case "timeout":
      return {
        outcome: "timed_out",
        error: {
          code: "timeout",
          message: "The execution limit passed and the worker did not report.",
        },
      };
  }
}

/** Fails pending runs that no worker started in time. Answers how many. */
export async function expireStartTimeouts(platform: Hands): Promise<number> {
  const expired = await platform.db.transaction(async (tx) => {
    const runs = await expirePending(tx, BATCH);
    await dropMessages(platform.queue, tx, runs);
    return runs;
  });
  await afterEnding(platform, expired);
  return expired.length;
}

async function afterEnding(
  platform: Hands,
  ended: readonly Pick<EndedRun, "projectId" | "jobId" | "concurrencyKey" | "status">[],
): Promise<void> {
  if (ended.length === 0) return;
  platform.hints.send("events", "runs");
  const final = ended.filter((run) => run.status !== "pending");
  await releaseHeld(platform, [...new Set(final.map((run) => run.jobId))], groupsOf(final));
}

/**
 * Announces dispatchable runs again whose message is gone (a restored backup, a queue emptied by hand, a bug).
 * Looks at those that have waited for `seconds`. Answers how many had none.
 */
export async function reissueLostMessages(platform: Hands, seconds: number): Promise<number> {
  const waiting = await readOverdueDispatchable(platform.db, seconds, BATCH);
  if (waiting.length === 0) return 0;
  const reissued = await platform.db.transaction(async (tx) => {
    const silent = await platform.queue.findMissing(tx, waiting);
    const fresh = silent.map((run) => ({ ...run, old: run.dispatchId, dispatchId: newId() }));
    if (fresh.length === 0) return 0;
    const changed = await replaceDispatchIds(tx, fresh);
    const messages = fresh.filter((run) => changed.has(run.id));
    await platform.queue.put(
      tx,
      messages.map(({ id, dispatchId, projectId, pool, needs, priority }) => ({
        runId: id,
        dispatchId,
        projectId,
        pool,
        needs,
        priority,
        delaySeconds: 0,
      })),
    );
    return messages.length;
  });
  if (reissued > 0) platform.hints.send("runs");
  return reissued;
}

/** Milliseconds until the next lease ends, null while none is held. */
export function nextExpiry(db: Db): Promise<number | null> {
  return peekNextExpiry(db);
}
