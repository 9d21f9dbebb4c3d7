import type { Logger } from "pino";
import type { Platform } from "../lib/services/context.ts";
import { type ClaimedWork, claimRuns } from "../lib/services/runs/claim.ts";
import { handOverRun } from "../lib/services/runs/hand-over.ts";
import { nextMessageDue } from "../lib/services/runs/next-message.ts";
import { recordRunProgress } from "../lib/services/runs/record-progress.ts";
import type { Here } from "../lib/services/runs/start-here.ts";
import type { SecretReader } from "../lib/services/secrets/reader.ts";
import { FinishBuffer } from "./finish-buffer.ts";
import type { HeldRuns } from "./held-runs.ts";
import { LogBuffer } from "./log-buffer.ts";
import { Loop } from "./loop.ts";
import { persist } from "./persist.ts";
import { type Executors, runAttempt } from "./run-attempt.ts";
import type { WorkerSelf } from "./self.ts";
import { Tally } from "./tally.ts";

/** Runs claimed in one transaction at most. */
const BATCH = 500;
/** A lost hint costs this much. */
const SAFETY_LOOK_MS = 1_000;

export type RunnerOptions = {
  readonly platform: Pick<Platform, "db" | "queue" | "hints">;
  readonly self: WorkerSelf;
  readonly held: HeldRuns;
  readonly executors: Executors;
  readonly secrets: SecretReader;
  readonly leaseSeconds: number;
  readonly publicUrl: string;
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly log: Logger;
};

/** Fills the free slots of this worker with runs, executes them and hands in how they ended. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #loop: Loop;
  readonly #finish: FinishBuffer;
  readonly #logs: LogBuffer;
  readonly #executing = new Set<Promise<void>>();
  readonly #busy = new Tally();
  #claiming = true;
  /** Free slots somebody is about to fill. */
  #reserved = 0;
  /** The last look at the queue left nothing in it that may start. */
  #queueIsEmpty = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    const { platform, log, held } = options;
    const logs = new LogBuffer(platform, log);
    this.#logs = logs;
    this.#finish = new FinishBuffer(platform, {
      log,
      before: () => logs.drain(),
      written: (lease) => held.letGo(lease),
    });
    this.#loop = new Loop({ name: "runner", log, turn: () => this.#turn() });
  }

  get slotsUsed(): number {
    return this.#executing.size;
  }

  start(): void {
    this.#loop.start();
  }

  wake(): void {
    if (this.#claiming && this.#free > 0) this.#loop.wake();
  }

  /** While draining nothing is claimed; what runs goes on. */
  drain(draining: boolean): void {
    const before = this.#claiming;
    this.#claiming = !draining;
    if (this.#claiming && !before) this.#loop.wake();
  }

  /** Stops claiming, waits for `graceMs`, gives back what still runs, and hands in every end. */
  async stop(graceMs: number): Promise<void> {
    this.#claiming = false;
    await this.#loop.stop();
    await settleWithin([...this.#executing], graceMs);
    this.#options.held.abortAll("shutdown");
    await settleWithin([...this.#executing], 2_000);
    await this.#logs.drain();
    await this.#finish.drain(3_000);
  }

  get #free(): number {
    return this.#options.self.slots - this.#executing.size - this.#reserved;
  }

  /**
   * Lets the planner claim what it opens for the free slots of this worker; null when there are none, or while
   * runs wait in the queue, which come first. `share` of 2 leaves half of them to another. Begins what `open` answers.
   */
  async withFreeSlots(
    share: number,
    open: (here: Here | null) => Promise<readonly ClaimedWork[]>,
  ): Promise<void> {
    const free = this.#claiming && this.#queueIsEmpty ? Math.max(this.#free, 0) : 0;
    const slots = Math.ceil(free / share);
    await this.#fillWith(slots, () => {
      const { self, leaseSeconds } = this.#options;
      return open(
        slots === 0
          ? null
          : {
              workerId: self.id,
              leaseSeconds,
              pools: self.pools,
              capabilities: self.capabilities,
              busy: this.#busy.counts,
              slots,
            },
      );
    });
    this.wake();
  }

  /** Keeps slots free for the runs that are being claimed, and begins them. */
  async #fillWith(slots: number, claim: () => Promise<readonly ClaimedWork[]>): Promise<void> {
    const askedAt = this.#options.monotonic();
    this.#reserved += slots;
    try {
      const claimed = await claim();
      for (const work of claimed) this.#begin(work, askedAt);
    } finally {
      this.#reserved -= slots;
    }
  }

  async #turn(): Promise<number> {
    const { self, platform } = this.#options;
    if (!this.#claiming || this.#free <= 0) return SAFETY_LOOK_MS;
    const wait = await nextMessageDue(platform, self.pools, self.capabilities);
    this.#queueIsEmpty = wait === null || wait > 0.5;
    if (wait === null) return SAFETY_LOOK_MS;
    if (wait > 0.5) return Math.min(wait, SAFETY_LOOK_MS);
    await this.#fill();
    return this.#free > 0 ? 0 : SAFETY_LOOK_MS;
  }

  /** Claims for the free slots, a batch at most: of all its pools at once, so that none waits for another. */
  async #fill(): Promise<void> {
    const { platform, self, leaseSeconds } = this.#options;
    const wanted = Math.min(this.#free, BATCH);
    if (!this.#claiming || wanted <= 0) return;
    const taker = { pools: self.pools, capabilities: self.capabilities, busy: this.#busy.counts };
    const holder = { workerId: self.id, leaseSeconds };
    await this.#fillWith(wanted, () => claimRuns(platform, taker, wanted, holder));
  }

  #begin(work: ClaimedWork, askedAt: number): void {
    const signal = this.#options.held.hold(work.run.id, work.run.leaseToken, askedAt);
    const { projectId } = work.run;
    this.#busy.add(projectId);
    const done = this.#attempt(work, signal).finally(() => {
      const full = this.#free <= 0;
      this.#busy.remove(projectId);
      this.#executing.delete(done);
      if (full) this.wake();
    });
    this.#executing.add(done);
  }

  async #attempt(work: ClaimedWork, signal: AbortSignal): Promise<void> {
    const { executors, secrets, publicUrl, random, platform } = this.#options;
    const { run } = work;
    const context = {
      signal,
      log: this.#logs.open(run.id, run.attempt),
      progress: (progress: { percent?: number; message?: string }) =>
        void recordRunProgress(platform, [{ runId: run.id, leaseToken: run.leaseToken, progress }]),
    };
    const end = await runAttempt(work, executors, context, { publicUrl, random, secrets });
    if (end === null) await this.#handOver(work);
    else this.#finish.add(end);
  }

  /** The target holds the lease from now on; until the database knows, it is kept for it. */
  async #handOver({ run }: ClaimedWork): Promise<void> {
    const { platform, log, held } = this.#options;
    await persist("handing a run over", log, () => handOverRun(platform, run));
    held.letGo(run.leaseToken);
  }
}

async function settleWithin(work: readonly Promise<void>[], ms: number): Promise<void> {
  if (work.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([Promise.allSettled(work), limit]);
  clearTimeout(timer);
}
