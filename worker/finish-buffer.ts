import type { Logger } from "pino";
import type { Platform } from "../lib/services/context.ts";
import { type AttemptEnd, finishAttempts } from "../lib/services/runs/finish.ts";

const GATHER_MS = 5;
const BATCH = 500;
const RETRY_MS = 250;

/**
 * Gathers the ends of attempts and writes many in one transaction. What cannot be written because the
 * database is away is kept and tried again; the leases decide who was too late.
 */
export class FinishBuffer {
  readonly #platform: Pick<Platform, "db" | "queue" | "hints">;
  readonly #log: Logger;
  readonly #before: () => Promise<void>;
  readonly #written: (leaseToken: string) => void;
  #waiting: AttemptEnd[] = [];
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> | null = null;

  /**
   * `before` is waited for ahead of each writing: what a run logged is there before its end is. `written` is told of
   * the lease of every end that is recorded or was refused.
   */
  constructor(
    platform: Pick<Platform, "db" | "queue" | "hints">,
    options: {
      log: Logger;
      before: () => Promise<void>;
      written: (leaseToken: string) => void;
    },
  ) {
    this.#platform = platform;
    this.#log = options.log;
    this.#before = options.before;
    this.#written = options.written;
  }

  add(end: AttemptEnd): void {
    this.#waiting.push(end);
    if (this.#flushing !== null) return;
    if (this.#waiting.length >= BATCH) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  /** Waits until everything gathered so far is written, at most `ms`: the database may be away for longer. */
  async drain(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    this.#flush();
    await Promise.race([this.#flushing, limit]);
    clearTimeout(timer);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#flushing !== null || this.#waiting.length === 0) return;
    this.#flushing = this.#writeAll().finally(() => {
      this.#flushing = null;
      // One that came after the last look and before this line has no timer of its own.
      this.#flush();
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      try {
        await this.#before();
        await this.#write(batch);
      } catch (error) {
        this.#waiting.unshift(...batch);
        this.#log.warn(
          { err: error, ends: this.#waiting.length },
          "ends of attempts wait for the database",
        );
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  async #write(batch: readonly AttemptEnd[]): Promise<void> {
    try {
      const { refused } = await finishAttempts(this.#platform, batch);
      if (refused.length > 0)
        this.#log.warn({ runs: refused }, "reports came after the lease was lost");
      for (const end of batch) this.#written(end.leaseToken);
    } catch (error) {
      if (!isDataError(error)) throw error;
      await this.#writeApart(batch, error);
    }
  }

  /** One value the database refuses must not keep the others from being recorded, nor its own run from ending. */
  async #writeApart(batch: readonly AttemptEnd[], error: unknown): Promise<void> {
    const [only] = batch;
    if (only === undefined) return;
    if (batch.length === 1) {
      this.#log.error({ err: error, run: only.runId }, "a result could not be stored");
      // Nothing is left to leave out. The run is let go: its lease ends, and the custodian tells of it.
      if (only.result === null) return this.#written(only.leaseToken);
      const message = "The result could not be stored; the worker's log says why.";
      const report = {
        outcome: "failed",
        error: { code: "worker_error", message },
        retryable: false,
        retryAfterSeconds: null,
      } as const;
      return this.#write([{ ...only, report, result: null }]);
    }
    const middle = Math.ceil(batch.length / 2);
    await this.#write(batch.slice(0, middle));
    await this.#write(batch.slice(middle));
  }
}

/** SQLSTATE class 22 is data the database refuses, 23 a constraint; anything else is not the value's fault. */
function isDataError(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : null;
  return typeof code === "string" && /^2[23]/.test(code);
}
