import type { Tx } from "../../../db/client.ts";
import type { GroupName } from "../../../db/queries/concurrency.ts";
import { readActiveRuns } from "../../../db/queries/planner.ts";
import { type ClaimedRun, openRuns } from "../../../db/queries/run-transitions.ts";
import type { ActiveRun } from "../../domain/overlap.ts";
import type { DecidedStretch } from "../../domain/pauses.ts";
import type { Queue } from "../../queue/queue.ts";
import { cancelInside } from "./cancel.ts";
import { enterGroups, groupsOf } from "./groups.ts";
import { markOutside } from "./mark-outside.ts";
import { type DecidedJob, isHeld, type Opening, openDecisions } from "./open-decisions.ts";
import { type Here, startedRuns, startHere } from "./start-here.ts";

/** What was written for the slots of a pass. */
export type WrittenOpenings = {
  /** Ledger rows. */
  readonly runs: number;
  /** Jobs with runs that may now be waiting for one of them to end. */
  readonly heldJobs: readonly string[];
  /** Concurrency groups whose runs may now be waiting for one of them to end, or may go in its stead. */
  readonly groups: readonly GroupName[];
  /** Runs the planning worker has claimed with their opening. */
  readonly started: readonly ClaimedRun[];
};

/** Writes rows and messages of a pass over many jobs, in a fixed number of statements. */
export async function writeOpenings(
  queue: Queue,
  tx: Tx,
  jobs: readonly DecidedJob[],
  decided: ReadonlyMap<string, readonly DecidedStretch[]>,
  { now, here }: { readonly now: number; readonly here: Here | null },
): Promise<WrittenOpenings> {
  const decisionsOf = (job: DecidedJob) =>
    (decided.get(job.id) ?? []).flatMap((stretch) => stretch.decisions);
  const opening = jobs.filter((job) => decisionsOf(job).some(({ verdict }) => verdict === "open"));
  const active = await activeRunsOf(tx, opening);
  const openings = jobs.map(
    (job): Opening => openDecisions(job, decided.get(job.id) ?? [], active.get(job.id) ?? []),
  );
  const cancel = new Map(openings.flatMap((one) => [...one.cancel]));
  const deciding = jobs.filter((job) => decisionsOf(job).length > 0);
  const entered = await enterGroups(
    tx,
    deciding,
    openings.flatMap((one) => one.runs),
    cancel,
  );
  const rows = await markOutside(tx, deciding, entered);
  const runs = startHere(rows, here, { now, cancelled: cancel });
  const opened = await openRuns(tx, runs);
  const cancelled =
    cancel.size > 0 ? await cancelInside(queue, tx, [...cancel.keys()], "overlap", cancel) : [];
  const isAnnounced = (id: string): boolean => opened.has(id) && !cancel.has(id);
  const messages = runs.flatMap(({ id, dispatchId, availableAt, needs = null, ...run }) =>
    !dispatchId || availableAt === undefined || availableAt === null || !isAnnounced(id)
      ? []
      : [
          {
            runId: id,
            dispatchId,
            projectId: run.projectId,
            pool: run.pool,
            needs,
            priority: run.priority,
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
