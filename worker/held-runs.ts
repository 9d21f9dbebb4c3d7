import type { AbortCause } from "./executors/executor.ts";

type HeldRun = {
  readonly runId: string;
  readonly leaseToken: string;
  readonly abort: AbortController;
  /** Monotonic milliseconds of the last time the database confirmed the lease. */
  confirmedAt: number;
};

/**
 * The runs this process holds a lease on, from the claim until their end is written. Kept by lease: a run that was
 * lost can be claimed again while its first attempt is still about to end here.
 */
export class HeldRuns {
  readonly #byLease = new Map<string, HeldRun>();
  readonly #monotonic: () => number;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  get size(): number {
    return this.#byLease.size;
  }

  /** Enters a claimed run; `askedAt` is when the claim was sent, so that the lease is never thought longer than it is. */
  hold(runId: string, leaseToken: string, askedAt: number): AbortSignal {
    const abort = new AbortController();
    this.#byLease.set(leaseToken, { runId, leaseToken, abort, confirmedAt: askedAt });
    return abort.signal;
  }

  letGo(leaseToken: string): void {
    this.#byLease.delete(leaseToken);
  }

  leases(): { runId: string; leaseToken: string }[] {
    return [...this.#byLease.values()].map(({ runId, leaseToken }) => ({ runId, leaseToken }));
  }

  abort(runId: string, cause: AbortCause): void {
    for (const run of this.#byLease.values()) if (run.runId === runId) end(run, cause);
  }

  abortAll(cause: AbortCause): void {
    for (const run of this.#byLease.values()) end(run, cause);
  }

  /** Notes what the database still confirms of the leases it was asked for at `askedAt`, and aborts the others. */
  confirm(
    asked: readonly { leaseToken: string }[],
    confirmed: ReadonlySet<string>,
    askedAt: number,
  ): void {
    for (const { leaseToken } of asked) {
      const run = this.#byLease.get(leaseToken);
      if (run === undefined) continue;
      if (confirmed.has(leaseToken)) run.confirmedAt = askedAt;
      else end(run, "lost");
    }
  }

  /** Aborts what the database has not confirmed for `ms`: by the time the lease ends, the work has stopped. Answers how many it aborted now. */
  fence(ms: number): number {
    const now = this.#monotonic();
    const overdue = [...this.#byLease.values()].filter((run) => now - run.confirmedAt >= ms);
    return overdue.filter((run) => end(run, "lost")).length;
  }
}

/** Aborts the work on a run; false when it was aborted before. */
function end({ abort }: HeldRun, cause: AbortCause): boolean {
  if (abort.signal.aborted) return false;
  abort.abort(cause);
  return true;
}
