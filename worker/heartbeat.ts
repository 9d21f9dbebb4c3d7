import type { Logger } from "pino";
import type { Database } from "../db/client.ts";
import { type Beat, beat, readCancelRequests } from "../lib/services/workers/beat.ts";
import type { HeldRuns } from "./held-runs.ts";
import { Loop } from "./loop.ts";
import type { ShownSelf } from "./self.ts";

/** Beats in the time of one lease. */
const BEATS_PER_LEASE = 6;
/** Without a confirmed beat for this part of its lease a worker stops its own work. */
const FENCE_AT = 5 / 6;
/** A beat that takes longer counts as missed: half the time to the next one, but no less than a second. */
const LEAST_ANSWER_MS = 1_000;
/** How often the fence is looked at, in a lease. */
const LOOKS_PER_LEASE = 60;

export type HeartbeatOptions = {
  /** Opens a connection of its own: a busy worker must not miss a beat. */
  readonly connect: () => Database;
  readonly self: ShownSelf;
  readonly held: HeldRuns;
  /** Lease of our own executors, whatever the job says. */
  readonly leaseSeconds: number;
  readonly slotsUsed: () => number;
  readonly draining: (draining: boolean) => void;
  readonly monotonic: () => number;
  readonly log: Logger;
};

/** Renews the leases six times in their length, brings cancel requests, and ends our own work when the database cannot be reached. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #loop: Loop;
  readonly #fence: NodeJS.Timeout;
  readonly #leaseMs: number;
  #database: Database;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseSeconds * 1000;
    this.#database = options.connect();
    this.#loop = new Loop({ name: "heartbeat", log: options.log, turn: () => this.#beat() });
    this.#fence = setInterval(() => this.#checkFence(), this.#leaseMs / LOOKS_PER_LEASE);
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    clearInterval(this.#fence);
    await this.#loop.stop();
    await this.#database.close();
  }

  /** Looks at once whether runs of this worker are to be cancelled; the next beat would bring them too. */
  async lookForCancels(): Promise<void> {
    const { held } = this.#options;
    if (held.size === 0) return;
    const runIds = held.leases().map((lease) => lease.runId);
    const wanted = await readCancelRequests(this.#database.db, runIds).catch(() => []);
    for (const runId of wanted) held.abort(runId, "cancelled");
  }

  async #beat(): Promise<number> {
    const { self, held, leaseSeconds, slotsUsed, draining, monotonic } = this.#options;
    const leases = held.leases();
    const askedAt = monotonic();
    const answer = await this.#ask({ slotsUsed: slotsUsed(), leases, leaseSeconds }, self);
    held.confirm(leases, answer.held, askedAt);
    for (const runId of answer.cancelling) held.abort(runId, "cancelled");
    draining(answer.draining);
    return this.#leaseMs / BEATS_PER_LEASE;
  }

  /** A connection that swallows bytes answers nothing, not even an error; it is given up and made anew. */
  async #ask(state: Parameters<typeof beat>[2], self: ShownSelf): Promise<Beat> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error("a heartbeat was not answered in time")),
        Math.max(LEAST_ANSWER_MS, this.#leaseMs / BEATS_PER_LEASE / 2),
      );
    });
    const asked = beat(this.#database.db, self, state);
    try {
      return await Promise.race([asked, limit]);
    } catch (error) {
      asked.catch(() => undefined);
      this.#database.connection.end({ timeout: 0 }).catch(() => undefined);
      this.#database = this.#options.connect();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #checkFence(): void {
    const lost = this.#options.held.fence(this.#leaseMs * FENCE_AT);
    if (lost > 0)
      this.#options.log.error(
        { runs: lost },
        "no beat was confirmed for most of the lease: own work stopped",
      );
  }
}
