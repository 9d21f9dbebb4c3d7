import type { Db } from "../../../db/client.ts";
import { extendLeases, readCancelling } from "../../../db/queries/leases.ts";
import {
  beatWorker,
  registerWorker,
  stopWorker,
  type WorkerIdentity,
} from "../../../db/queries/workers.ts";

/** What a beat brought back. */
export type Beat = {
  readonly draining: boolean;
  /** Tokens of the leases the database still confirms. */
  readonly held: ReadonlySet<string>;
  /** Runs among them that are to be cancelled. */
  readonly cancelling: readonly string[];
};

/** Shows that a worker lives and renews its leases for `leaseSeconds`. */
export async function beat(
  db: Db,
  worker: WorkerIdentity,
  state: {
    slotsUsed: number;
    leases: readonly { runId: string; leaseToken: string }[];
    leaseSeconds: number;
  },
): Promise<Beat> {
  const extended =
    state.leases.length === 0 ? [] : await extendLeases(db, state.leases, state.leaseSeconds);
  const answer = await beatWorker(db, worker.id, state.slotsUsed);
  if (answer === null) await registerWorker(db, worker);
  return {
    draining: answer?.draining ?? false,
    held: new Set(extended.map((lease) => lease.leaseToken)),
    cancelling: extended
      .filter((lease) => lease.status === "cancelling")
      .map((lease) => lease.runId),
  };
}

/** Those of the given runs that people or policies want cancelled. */
export async function readCancelRequests(db: Db, runIds: readonly string[]): Promise<string[]> {
  return (await readCancelling(db, runIds)).map((run) => run.runId);
}

/** Enters a worker at its start. */
export function enterWorker(db: Db, worker: WorkerIdentity): Promise<void> {
  return registerWorker(db, worker);
}

/** Takes a worker out that ends in order. */
export function leaveWorker(db: Db, workerId: string): Promise<void> {
  return stopWorker(db, workerId);
}
