import type { Logger } from "pino";

/** No timer is longer than this: none is trusted to fire exactly, and hosts sleep. */
const LONGEST_WAIT_MS = 60_000;
const LONGEST_BACKOFF_MS = 2_000;

export type LoopOptions = {
  readonly name: string;
  /** One turn; answers the milliseconds until the next one is wanted at the latest. */
  readonly turn: () => Promise<number>;
  readonly log: Logger;
};

/**
 * A turn, a wait, a turn. `wake` ends the wait; a wake that arrives during a turn makes the next one follow
 * at once. A turn that fails (the database is away) is told once, repeated with growing pauses, and never
 * ends the process.
 */
export class Loop {
  readonly #options: LoopOptions;
  #stopping = false;
  #dirty = false;
  #failures = 0;
  #endWait: (() => void) | null = null;
  #done: Promise<void> = Promise.resolve();

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#done = this.#run();
  }

  wake(): void {
    this.#dirty = true;
    // While the database is away, hints must not turn the pauses into a storm.
    if (this.#failures === 0) this.#endWait?.();
  }

  /** Ends after the present turn. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#endWait?.();
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#dirty = false;
      const wait = await this.#takeTurn();
      if (!this.#stopping && (!this.#dirty || this.#failures > 0)) await this.#wait(wait);
    }
  }

  async #takeTurn(): Promise<number> {
    const { name, turn, log } = this.#options;
    try {
      const wait = await turn();
      if (this.#failures > 0)
        log.info({ loop: name, failures: this.#failures }, "loop works again");
      this.#failures = 0;
      return wait;
    } catch (error) {
      this.#failures += 1;
      if (this.#failures === 1) log.warn({ loop: name, err: error }, "loop failed, trying again");
      return Math.min(50 * 2 ** this.#failures, LONGEST_BACKOFF_MS);
    }
  }

  #wait(ms: number): Promise<void> {
    // A timer of 0 takes a millisecond; others get their turn all the same.
    if (ms <= 0) return new Promise((resolve) => void setImmediate(resolve));
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(Math.max(ms, 0), LONGEST_WAIT_MS));
      this.#endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    }).then(() => {
      this.#endWait = null;
    });
  }
}
