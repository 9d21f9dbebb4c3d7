import type { Logger } from "pino";
import type { Database } from "../db/client.ts";
import { type Asset, capabilitiesWith } from "../lib/domain/capability.ts";
import type { Platform } from "../lib/services/context.ts";
import type { SecretReader } from "../lib/services/secrets/reader.ts";
import { enterWorker, leaveWorker } from "../lib/services/workers/beat.ts";
import { createAuditChainer } from "./audit-chainer.ts";
import { createCancelCaller } from "./cancel-caller.ts";
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
  readonly self: Omit<WorkerSelf, "capabilities">;
  readonly executors: Executors;
  /** What it has beside its executors. */
  readonly assets?: readonly Asset[];
  readonly secrets: SecretReader;
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

/** Starts the loops of one worker: planner, runner, heartbeat, custodian, cancel caller, audit chainer. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { platform, log, monotonic, random } = options;
  const self = { ...options.self, capabilities: capabilitiesWith(options.executors) };
  const shown = { ...self, capabilities: [...self.capabilities, ...(options.assets ?? [])] };
  const held = new HeldRuns(monotonic);
  const runner = new Runner({ ...options, self, held });
  const planner = createPlanner(platform, { log, runner });
  const custodian = createCustodian(platform, { log, random });
  const cancelCaller = createCancelCaller(platform, options);
  const auditChainer = createAuditChainer(platform, options);
  const heartbeat = new Heartbeat({
    connect: options.connectHeartbeat,
    self: shown,
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
    if (hints.has("cancel")) {
      void heartbeat.lookForCancels();
      cancelCaller.wake();
    }
  });
  // The row may have to wait for the database; the heartbeat enters it as well.
  await enterWorker(platform.db, shown).catch((error: unknown) =>
    log.warn({ err: error }, "not entered yet"),
  );
  heartbeat.start();
  planner.start();
  runner.start();
  custodian.start();
  cancelCaller.start();
  auditChainer.start();
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
      await cancelCaller.stop();
      await auditChainer.stop();
      await heartbeat.stop();
      await leaveWorker(platform.db, self.id).catch(() => undefined);
      log.info({ worker: self.id }, "worker stopped");
    },
  };
}
