import type { Policies } from "./policies.ts";
import { isRetryableCode, retryDelaySeconds } from "./retry.ts";
import type { CancelReason, ErrorCode } from "./run-state.ts";

/** At this loss a run fails, so that one that kills its workers cannot kill the fleet. */
export const MAX_LOSSES = 3;

export type RunError = { readonly code: ErrorCode; readonly message: string };

/** How an attempt ended, as its executor, its worker or the custodian tells it; `outcome` is what the attempt keeps. */
export type AttemptReport =
  | { readonly outcome: "completed" }
  | {
      readonly outcome: "failed";
      readonly error: RunError;
      /** What the executor or worker knows about trying again; null leaves it to the code. */
      readonly retryable: boolean | null;
      readonly retryAfterSeconds: number | null;
    }
  | { readonly outcome: "timed_out"; readonly error: RunError }
  | { readonly outcome: "cancelled" }
  | { readonly outcome: "lost" };

export type FinishInput = {
  readonly report: AttemptReport;
  /** The run was `cancelling` when the attempt ended. */
  readonly cancelling: boolean;
  /** Attempts that failed or timed out before this one; lost and released ones are not charged. */
  readonly failuresCharged: number;
  /** Losses before this one. */
  readonly lostCount: number;
  readonly policies: Pick<Policies, "retry" | "onWorkerLost">;
  /** 0 to 1, drawn by the caller. */
  readonly random: number;
};

/** A transition of the run out of `TRANSITIONS`, with what it needs. */
export type FinishDecision =
  | { readonly transition: "complete" }
  /** Pending again, available after `delaySeconds`; charged to `maxAttempts`. */
  | { readonly transition: "retry"; readonly delaySeconds: number; readonly error: RunError }
  | { readonly transition: "fail"; readonly error: RunError }
  | { readonly transition: "confirm_cancel" }
  | { readonly transition: "force_cancel"; readonly reason: Extract<CancelReason, "force"> }
  /** Pending again at once; counted as a loss, not charged. */
  | { readonly transition: "lose" };

/** What becomes of a run when an attempt of it ends, by the transition table of the domain. */
export function decideFinish(input: FinishInput): FinishDecision {
  const { report } = input;
  switch (report.outcome) {
    case "completed":
      // Also while cancelling: the work was done, and the ledger tells the truth.
      return { transition: "complete" };
    case "lost":
      return input.cancelling ? { transition: "force_cancel", reason: "force" } : decideLoss(input);
    case "cancelled":
      return input.cancelling ? { transition: "confirm_cancel" } : unaskedCancel();
    case "failed": {
      const retryable = report.retryable ?? isRetryableCode(report.error.code);
      return decideFailure(input, report.error, retryable, report.retryAfterSeconds);
    }
    case "timed_out":
      return decideFailure(input, report.error, isRetryableCode(report.error.code), null);
  }
}

function decideFailure(
  input: FinishInput,
  error: RunError,
  retryable: boolean,
  retryAfterSeconds: number | null,
): FinishDecision {
  if (input.cancelling) return { transition: "confirm_cancel" };
  const { retry } = input.policies;
  const failures = input.failuresCharged + 1;
  if (!retryable || failures >= retry.maxAttempts) return { transition: "fail", error };
  const { random } = input;
  const delaySeconds = retryDelaySeconds({ retry, failures, random, retryAfterSeconds });
  return { transition: "retry", delaySeconds, error };
}

function decideLoss({ lostCount, policies }: FinishInput): FinishDecision {
  const losses = lostCount + 1;
  if (policies.onWorkerLost === "retry" && losses < MAX_LOSSES) return { transition: "lose" };
  const why =
    policies.onWorkerLost === "fail"
      ? "its job does not allow a second start (onWorkerLost: fail)"
      : `it was lost ${losses} times`;
  const message = `The worker stopped answering, and ${why}.`;
  return { transition: "fail", error: { code: "worker_lost", message } };
}

/** No way leads from running to cancelled without a request; and a worker that gave up by itself is not asked again. */
function unaskedCancel(): FinishDecision {
  const message = "The worker reported the run as cancelled, but nobody had asked it to cancel.";
  return { transition: "fail", error: { code: "worker_error", message } };
}
