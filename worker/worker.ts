import type { Logger } from "pino";
import type { Database } from "../db/client.ts";
import type { Platform } from "../lib/services/context.ts";
import { enterWorker, leaveWorker } from "../lib/services/workers/beat.ts";
import { createCustodian } from "./custodian.ts";
import { Heartbeat } from "./heartbeat.ts";
import { HeldRuns } from "./held-runs.ts";
import { createPlanner } from "./planner.ts";
import type { Executors } from "./run-attempt.ts";
import { Runner } from "./runner.ts";
import type { WorkerSelf } from "./self.ts";

export type WorkerOptions = {
  readonly platform: Pick<Platform, "db" | "queue" | "hints">;
  /** Opens the heartbeat's own connection. */
  readonly connectHeartbeat: () => Database;
  readonly self: WorkerSelf;
  readonly executors: Executors;
  /** How long a run stays with this worker when it is not heard of; it beats six times as often. */
  readonly leaseSeconds: number;
  readonly publicUrl: string;
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly log: Logger;
};

/** A running worker. */
export type Worker = {
  /** Stops planning and claiming, waits up to `graceMs` for the runs at work, gives back the rest, signs off. */
  stop(graceMs: number): Promise<void>;
};

/** Starts the loops of one worker: planner, runner, heartbeat, custodian. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { platform, self, log, monotonic, random } = options;
  const held = new HeldRuns(monotonic);
  const runner = new Runner({ ...options, held });
  const planner = createPlanner(platform, { log, runner });
  const custodian = createCustodian(platform, { log, random });
  const heartbeat = new Heartbeat({
    connect: options.connectHeartbeat,
    self,
    held,
    leaseSeconds: options.leaseSeconds,
    slotsUsed: () => runner.slotsUsed,
    draining: (draining) => runner.drain(draining),
    monotonic,
    log,
  });
  const unhear = platform.hints.hear((hints) => {
    if (hints.has("jobs")) planner.wake();
    if (hints.has("runs")) runner.wake();
    if (hints.has("cancel")) void heartbeat.lookForCancels();
  });
  // The row may have to wait for the database; the heartbeat enters it as well.
  await enterWorker(platform.db, self).catch((error: unknown) =>
    log.warn({ err: error }, "not entered yet"),
  );
  heartbeat.start();
  planner.start();
  runner.start();
  custodian.start();
  log.info(
    { worker: self.id, name: self.name, pools: self.pools, slots: self.slots },
    "worker started",
  );
  return {
    stop: async (graceMs) => {
      unhear();
      await planner.stop();
      await runner.stop(graceMs);
      await custodian.stop();
      await heartbeat.stop();
      await leaveWorker(platform.db, self.id).catch(() => undefined);
      log.info({ worker: self.id }, "worker stopped");
    },
  };
}
