import type { AbortCause } from "./executors/executor.ts";

type HeldRun = {
  readonly runId: string;
  readonly leaseToken: string;
  readonly abort: AbortController;
  /** Monotonic milliseconds of the last time the database confirmed the lease. */
  confirmedAt: number;
};

/** The runs this process holds a lease on, from the claim until their end is written. */
export class HeldRuns {
  readonly #runs = new Map<string, HeldRun>();
  readonly #monotonic: () => number;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  get size(): number {
    return this.#runs.size;
  }

  /** Enters a claimed run; `askedAt` is when the claim was sent, so that the lease is never thought longer than it is. */
  hold(runId: string, leaseToken: string, askedAt: number): AbortSignal {
    const abort = new AbortController();
    this.#runs.set(runId, { runId, leaseToken, abort, confirmedAt: askedAt });
    return abort.signal;
  }

  letGo(runId: string): void {
    this.#runs.delete(runId);
  }

  leases(): { runId: string; leaseToken: string }[] {
    return [...this.#runs.values()].map(({ runId, leaseToken }) => ({ runId, leaseToken }));
  }

  abort(runId: string, cause: AbortCause): void {
    const run = this.#runs.get(runId);
    if (run !== undefined && !run.abort.signal.aborted) run.abort.abort(cause);
  }

  abortAll(cause: AbortCause): void {
    for (const runId of this.#runs.keys()) this.abort(runId, cause);
  }

  /** Notes what the database still confirms of the leases it was asked for at `askedAt`, and aborts the others. */
  confirm(
    asked: readonly { runId: string }[],
    confirmed: ReadonlySet<string>,
    askedAt: number,
  ): void {
    for (const { runId } of asked) {
      const run = this.#runs.get(runId);
      if (run === undefined) continue;
      if (confirmed.has(runId)) run.confirmedAt = askedAt;
      else this.abort(runId, "lost");
    }
  }

  /** Aborts what the database has not confirmed for `ms`: by the time the lease ends, the work has stopped. */
  fence(ms: number): number {
    const now = this.#monotonic();
    const overdue = [...this.#runs.values()].filter((run) => now - run.confirmedAt >= ms);
    for (const run of overdue) this.abort(run.runId, "lost");
    return overdue.length;
  }
}
