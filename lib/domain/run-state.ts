/** Words of `docs/domain.md`. Each list is closed: the database repeats it as a constraint, switches over it are exhaustive. */
export const RUN_STATUSES = [
  "pending",
  "running",
  "cancelling",
  "completed",
  "failed",
  "cancelled",
  "skipped",
  "missed",
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** States a run never leaves. */
export const FINAL_STATES = [
  "completed",
  "failed",
  "cancelled",
  "skipped",
  "missed",
] as const satisfies readonly RunStatus[];
export type FinalStatus = (typeof FINAL_STATES)[number];

/** States in which a run stands in the way of others (rule O1). */
export const ACTIVE_STATES = [
  "pending",
  "running",
  "cancelling",
] as const satisfies readonly RunStatus[];
export type ActiveStatus = (typeof ACTIVE_STATES)[number];

export const TRIGGERS = ["schedule", "manual", "api", "backfill", "rerun"] as const;
export type Trigger = (typeof TRIGGERS)[number];

export const ATTEMPT_OUTCOMES = ["completed", "failed", "timed_out", "cancelled", "lost"] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

export const ERROR_CODES = [
  "timeout",
  "start_timeout",
  "worker_lost",
  "template_invalid",
  "status",
  "dns",
  "refused",
  "blocked",
  "tls",
  "too_large",
  "network",
  "smtp_temporary",
  "smtp_permanent",
  "image",
  "exit_code",
  "worker_error",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export const CANCEL_REASONS = ["user", "overlap", "job_deleted", "force"] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** Says a reason finer, where there is more to say. */
export const RUN_RULES = ["window", "skip", "cap", "queue_full"] as const;

export type TransitionName =
  | "open"
  | "claim"
  | "complete"
  | "fail"
  | "retry"
  | "release"
  | "request_cancel"
  | "confirm_cancel"
  | "force_cancel"
  | "lose"
  | "expire"
  | "time_out";

/** From which state to which; "none" is a run that does not exist yet. */
type Moves = { readonly [From in RunStatus | "none"]?: readonly RunStatus[] };

/** Every way a run may change state; what is not here cannot happen. The guards beyond the state are in the statements. */
export const TRANSITIONS: { readonly [Name in TransitionName]: Moves } = {
  open: { none: ["pending", "skipped", "missed"] },
  claim: { pending: ["running"] },
  complete: { running: ["completed"], cancelling: ["completed"] },
  fail: { running: ["failed"] },
  retry: { running: ["pending"] },
  release: { running: ["pending"] },
  request_cancel: { pending: ["cancelled"], running: ["cancelling"] },
  confirm_cancel: { cancelling: ["cancelled"] },
  force_cancel: { cancelling: ["cancelled"] },
  lose: { running: ["pending", "failed"] },
  expire: { pending: ["failed"] },
  time_out: { running: ["pending", "failed"] },
};

/** Whether a run in this state never changes again. */
export function isFinal(status: RunStatus): status is FinalStatus {
  return FINAL_STATES.some((state) => state === status);
}

/** Whether a run in this state counts for the overlap rule (O1). */
export function isActive(status: RunStatus): status is ActiveStatus {
  return ACTIVE_STATES.some((state) => state === status);
}

/** Whether the named transition leads from one state to another; `from` is "none" for a run yet to be opened. */
export function canTransition(
  name: TransitionName,
  from: RunStatus | "none",
  to: RunStatus,
): boolean {
  return (TRANSITIONS[name][from] ?? []).includes(to);
}

/** Whether a person may ask to cancel a run in this state. */
export function canCancel(status: RunStatus): boolean {
  return TRANSITIONS.request_cancel[status] !== undefined;
}
