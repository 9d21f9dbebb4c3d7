import type { RetryPolicy } from "./policies.ts";
import type { ErrorCode } from "./run-state.ts";

/** The longest a target may ask us to wait, in seconds. */
export const MAX_RETRY_AFTER_SECONDS = 3600;

export type RetryDelayInput = {
  readonly retry: RetryPolicy;
  /** Failed attempts charged to `maxAttempts`, this one included; at least 1. */
  readonly failures: number;
  /** 0 to 1, drawn by the caller. */
  readonly random: number;
  /** What the target asked for with `Retry-After`; null when it did not. */
  readonly retryAfterSeconds: number | null;
};

/**
 * Seconds to wait before the next attempt: the backoff up to its cap, with jitter half fixed and half random so that
 * runs that failed together do not come back together; never shorter than `Retry-After`, which is honoured up to an hour.
 */
export function retryDelaySeconds(input: RetryDelayInput): number {
  const { retry, random, retryAfterSeconds } = input;
  const backoff = Math.min(backoffSeconds(retry, input.failures), retry.maxDelaySeconds);
  const delay = retry.jitter ? backoff / 2 + (backoff / 2) * random : backoff;
  return Math.max(delay, Math.min(retryAfterSeconds ?? 0, MAX_RETRY_AFTER_SECONDS));
}

function backoffSeconds(retry: RetryPolicy, failures: number): number {
  switch (retry.backoff) {
    case "fixed":
      return retry.delaySeconds;
    case "exponential":
      return retry.delaySeconds * 2 ** Math.min(failures - 1, 64);
  }
}

/**
 * Whether an error of this kind may pass by itself, so that another attempt makes sense. `status` depends on the
 * answer: ask `isRetryableStatus` and report `retryable` with the error.
 */
export function isRetryableCode(code: ErrorCode): boolean {
  switch (code) {
    case "timeout":
    case "dns":
    case "refused":
    case "tls":
    case "network":
    case "smtp_temporary":
    case "image":
    case "exit_code":
    case "worker_error":
      return true;
    case "start_timeout":
    case "worker_lost":
    case "template_invalid":
    case "status":
    case "blocked":
    case "too_large":
    case "smtp_permanent":
      return false;
  }
}

/** Whether an unexpected HTTP status is worth another attempt: 408, 425, 429 and 5xx. */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}
