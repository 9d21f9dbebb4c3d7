import type { AbortCause } from "./executor.ts";

/** The one end of an attempt, whether the runner or the clock brings it about. */
export type Deadline = {
  readonly signal: AbortSignal;
  /** Why the attempt was ended; null while it was not. */
  cause(): AbortCause | null;
  /** Stops the timer. */
  close(): void;
};

/** Timers are never longer than this, so that none depends on one firing exactly. */
const LONGEST_TIMER_MS = 60_000;

/** A signal aborted without one of our causes says nothing to report: the custodian decides then. */
function causeOf(reason: unknown): AbortCause {
  return reason === "cancelled" || reason === "timeout" || reason === "shutdown" ? reason : "lost";
}

/** Follows the runner's signal and adds a timeout of `timeoutMs` milliseconds of monotonic time (null: none). */
export function openDeadline(runner: AbortSignal, timeoutMs: number | null): Deadline {
  const controller = new AbortController();
  const end = timeoutMs === null ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
  let timer: NodeJS.Timeout | undefined;

  function close(): void {
    clearTimeout(timer);
    runner.removeEventListener("abort", follow);
  }

  function follow(): void {
    close();
    controller.abort(causeOf(runner.reason));
  }

  function watch(): void {
    const left = end - performance.now();
    if (left <= 0) {
      close();
      controller.abort("timeout" satisfies AbortCause);
      return;
    }
    timer = setTimeout(watch, Math.ceil(Math.min(left, LONGEST_TIMER_MS)));
  }

  if (runner.aborted) {
    follow();
  } else {
    runner.addEventListener("abort", follow, { once: true });
    if (timeoutMs !== null) watch();
  }
  return {
    signal: controller.signal,
    cause: () => (controller.signal.aborted ? causeOf(controller.signal.reason) : null),
    close,
  };
}
