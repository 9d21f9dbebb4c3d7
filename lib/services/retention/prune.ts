import type { Db } from "../../../db/client.ts";
import { pruneChain } from "../../../db/queries/audit-chain.ts";
import { pruneFindings } from "../../../db/queries/ledger-findings.ts";
import {
  pruneAccountLinks,
  pruneEvents,
  pruneIdempotencyKeys,
  pruneLogs,
  pruneRunsOfJobs,
  pruneSessions,
  pruneWorkers,
} from "../../../db/queries/retention.ts";
import { readNow } from "../../../db/sql.ts";
import type { Config } from "../../platform/config.ts";
import { firstIdAt } from "../../platform/ids.ts";
import { chainAudit } from "../audit/chain.ts";

const DAY_MS = 86_400_000;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";
/** Jobs looked at in one statement. */
const JOBS = 500;
/** Rows of one kind removed in one statement, so that no lock is held for long. */
const BATCH = 5_000;
/** Work of one pass, whatever has piled up; the next pass goes on. */
const MOST_BATCHES = 2_000;

/** Removes what is past its retention, in batches. Answers how many rows went, by kind. */
export async function prune(
  db: Db,
  keep: Config["retention"],
): Promise<Readonly<Record<string, number>>> {
  // Rows leave the audit in the order of its chain.
  await chainAudit(db);
  return {
    runs: await pruneRuns(db, keep),
    findings: await inBatches((limit) => pruneFindings(db, keep.runDays, limit)),
    logs: await inBatches((limit) => pruneLogs(db, keep.logDays, limit)),
    events: await inBatches((limit) => pruneEvents(db, keep.eventDays, limit)),
    audit: await inBatches((limit) => pruneChain(db, keep.auditDays, limit)),
    accountLinks: await inBatches((limit) => pruneAccountLinks(db, limit)),
    sessions: await inBatches((limit) => pruneSessions(db, limit)),
    idempotencyKeys: await inBatches((limit) => pruneIdempotencyKeys(db, limit)),
    workers: await inBatches((limit) => pruneWorkers(db, limit)),
  };
}

/** Walks over all jobs; a job with more to remove than one step takes is stayed with. */
async function pruneRuns(db: Db, keep: Config["retention"]): Promise<number> {
  const before = firstIdAt((await readNow(db)) - keep.runDays * DAY_MS);
  let total = 0;
  let after = FIRST_ID;
  for (let round = 0; round < MOST_BATCHES; round += 1) {
    const step = await pruneRunsOfJobs(
      db,
      { before, perJob: keep.runsPerJob },
      { after, jobs: JOBS, runs: BATCH },
    );
    total += step.removed;
    if (step.removed === BATCH) continue;
    if (step.lastJobId === null) break;
    after = step.lastJobId;
  }
  return total;
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
