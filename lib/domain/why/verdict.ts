import type { JsonObject } from "../json.ts";

/** What can be said of a run. Clients switch over it. */
export const RUN_WHY_CODES = [
  "scheduled",
  "jitter",
  "delayed",
  "held_overlap",
  "held_concurrency",
  "retry_due",
  "no_worker",
  "workers_draining",
  "workers_full",
  "starting",
  "published",
  "running",
  "lease_expired",
  "cancelling",
  "completed",
  "start_timeout",
  "template_invalid",
  "worker_lost",
  "attempts_used",
  "not_retryable",
  "cancelled_by_user",
  "cancelled_for_newer",
  "cancelled_with_job",
  "cancelled_with_backfill",
  "cancelled_by_force",
  "skipped_overlap",
  "skipped_queue_full",
  "skipped_calendar",
  "skipped_window",
  "skipped_dst_gap",
  "missed_too_old",
  "missed_by_policy",
  "missed_over_cap",
  "missed_coalesced",
  "missed_paused",
] as const;
export type RunWhyCode = (typeof RUN_WHY_CODES)[number];

/** What can be said of a moment of a job that has no run. */
export const MOMENT_WHY_CODES = [
  "will_run",
  "will_be_skipped",
  "moved",
  "in_pause",
  "not_decided",
  "pruned",
  "no_row",
  "before_creation",
  "job_deleted",
  "manual",
  "outside_window",
  "finished",
  "other_version",
  "not_a_slot",
] as const;
export type MomentWhyCode = (typeof MOMENT_WHY_CODES)[number];

/** What would let something go on, and when where that is known. */
export type Release = {
  readonly code: string;
  readonly summary: string;
  /** RFC 3339. */
  readonly at: string | null;
};

/** The answer to "why?": one sentence for people, the same as data, and what would change it. */
export type Verdict<Code extends string = RunWhyCode | MomentWhyCode> = {
  readonly code: Code;
  /** Numbers of the schedule rules that decided, such as `O2` or `P2, P3`; null where none did. */
  readonly rule: string | null;
  readonly summary: string;
  readonly data: JsonObject;
  /** Null where nothing more will happen. */
  readonly release: Release | null;
};
