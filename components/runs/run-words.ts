import type { Trigger } from "../../lib/domain/run-state.ts";

export const TRIGGER_WORDS: { readonly [T in Trigger]: string } = {
  schedule: "Schedule",
  manual: "By hand",
  api: "API",
  backfill: "Backfill",
  rerun: "Re-run",
};

/** What decided a run that never executed, was cancelled or failed, after "because". Unknown codes speak for themselves. */
const REASONS: { readonly [reason: string]: string } = {
  overlap: "an earlier run was still active",
  calendar: "a calendar excludes this day",
  window: "it fell outside the schedule's window",
  dst_gap: "the clock skipped this time at a daylight-saving change",
  misfire: "it was due while nothing could plan it",
  paused: "the job was paused",
  coalesced: "a later run stands for it",
  user: "somebody asked for it",
  job_deleted: "the job was deleted",
  force: "the work did not stop within its grace period",
  timeout: "it took longer than its time limit",
  start_timeout: "no worker took it in time",
  worker_lost: "its worker disappeared",
  template_invalid: "the template could not be filled in",
  status: "the answer had an unexpected status",
  dns: "the host's name could not be resolved",
  refused: "the connection was refused",
  blocked: "the address is not allowed",
  tls: "no secure connection could be made",
  too_large: "the answer was too large",
  network: "the connection broke",
  smtp_temporary: "the mail server refused for now",
  smtp_permanent: "the mail server refused for good",
  image: "the image could not be had",
  exit_code: "the process ended with an error",
  worker_error: "the worker reported an error",
};

/** A reason after "because", where a list has room for a few words. */
export function reasonWords(reason: string | null): string | null {
  return reason === null ? null : (REASONS[reason] ?? reason.replaceAll("_", " "));
}
