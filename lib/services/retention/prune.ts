import type { Db } from "../../../db/client.ts";
import {
  pruneEvents,
  pruneIdempotencyKeys,
  pruneLogs,
  pruneOldRuns,
  pruneSessions,
  pruneWorkers,
} from "../../../db/queries/retention.ts";
import type { Config } from "../../platform/config.ts";

/** Rows of one kind removed in one statement, so that no lock is held for long. */
const BATCH = 5_000;
/** Work of one pass, whatever has piled up; the next pass goes on. */
const MOST_BATCHES = 200;

/** Removes what is past its retention, in batches. Answers how many rows went, by kind. */
export async function prune(
  db: Db,
  keep: Config["retention"],
): Promise<Readonly<Record<string, number>>> {
  return {
    runs: await inBatches((limit) => pruneOldRuns(db, keep.runDays, keep.runsPerJob, limit)),
    logs: await inBatches((limit) => pruneLogs(db, keep.logDays, limit)),
    events: await inBatches((limit) => pruneEvents(db, keep.eventDays, limit)),
    sessions: await inBatches((limit) => pruneSessions(db, limit)),
    idempotencyKeys: await inBatches((limit) => pruneIdempotencyKeys(db, limit)),
    workers: await inBatches((limit) => pruneWorkers(db, limit)),
  };
}

async function inBatches(remove: (limit: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (let round = 0; round < MOST_BATCHES; round += 1) {
    const removed = await remove(BATCH);
    total += removed;
    if (removed < BATCH) break;
  }
  return total;
}
