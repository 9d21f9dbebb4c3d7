import type { Tx } from "../../../db/client.ts";
import { type CancelledRun, requestCancel } from "../../../db/queries/run-transitions.ts";
import type { CancelReason } from "../../domain/run-state.ts";
import type { Queue } from "../../queue/queue.ts";
import type { Platform } from "../context.ts";
import { groupsOf } from "./groups.ts";
import { releaseHeld } from "./release-held.ts";

/**
 * Asks runs to cancel: pending ones are cancelled at once, running ones are told through their worker. Answers
 * those it reached; a run that is missing was final or already cancelling.
 */
export async function cancelRuns(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  runIds: readonly string[],
  reason: CancelReason,
): Promise<CancelledRun[]> {
  const cancelled = await platform.db.transaction((tx) =>
    cancelInside(platform.queue, tx, runIds, reason),
  );
  platform.hints.send("cancel", "events");
  await releaseHeld(
    platform,
    cancelled.map((run) => run.jobId),
    groupsOf(cancelled),
  );
  return cancelled;
}

/**
 * The same inside a transaction of the caller, who after the commit sends the hints and lets go who waited. `replacedBy`
 * names for runs the one they make room for.
 */
export async function cancelInside(
  queue: Queue,
  tx: Tx,
  runIds: readonly string[],
  reason: CancelReason,
  replacedBy: ReadonlyMap<string, string> = new Map(),
): Promise<CancelledRun[]> {
  const cancelled = await requestCancel(tx, runIds, reason, replacedBy);
  await dropMessages(queue, tx, cancelled);
  return cancelled;
}

/** Takes back the messages of runs that will not start any more. */
export async function dropMessages(
  queue: Queue,
  tx: Tx,
  runs: readonly { pool: string; dispatchId: string | null }[],
): Promise<void> {
  for (const [pool, ofPool] of Map.groupBy(runs, (run) => run.pool))
    await queue.drop(
      tx,
      pool,
      ofPool.flatMap((run) => run.dispatchId ?? []),
    );
}
