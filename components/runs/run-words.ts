import { durationText } from "../../lib/client/format-time.ts";
import type { RunView } from "../../lib/contracts/run.ts";
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

export function reasonWords(reason: string | null): string | null {
  return reason === null ? null : (REASONS[reason] ?? reason.replaceAll("_", " "));
}

function because(words: string, reason: string | null): string {
  const why = reasonWords(reason);
  return why === null ? `${words}.` : `${words}, because ${why}.`;
}

function times(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

function fullGroup({ decision }: RunView): string {
  const group = decision?.waits?.at(-1)?.group;
  const name = group === undefined ? "its concurrency group" : `the group “${group.key}”`;
  return `Held until there is room in ${name}.`;
}

function waiting(run: RunView): string {
  if (run.heldReason === "overlap") return "Held until the run before it has ended.";
  if (run.heldReason === "concurrency") return fullGroup(run);
  if (run.attempt > 0) {
    return `Attempt ${run.attempt} did not succeed; the next one starts after the retry delay.`;
  }
  return run.heldReason === "delay"
    ? "Waiting for the moment it was asked for."
    : "Due, and waiting for a free worker.";
}

/** A run's state and the reason for it, in one sentence. */
export function runSentence(run: RunView): string {
  switch (run.status) {
    case "pending":
      return waiting(run);
    case "running":
      return `Attempt ${run.attempt} of ${run.maxAttempts} is under way.`;
    case "cancelling":
      return "Asked to stop; waiting for the work to end.";
    case "completed": {
      const took = run.durationMs === null ? "" : ` in ${durationText(run.durationMs)}`;
      const tries = run.attempt === 1 ? "on the first attempt" : `after ${run.attempt} attempts`;
      return `Completed${took}, ${tries}.`;
    }
    case "failed":
      return because(`Failed after ${times(run.attempt, "attempt")}`, run.reason);
    case "cancelled":
      return because("Cancelled", run.reason);
    case "skipped":
      return because("Not executed", run.reason);
    case "missed":
      return run.slotCount > 1
        ? because(`${run.slotCount} slots were missed`, run.reason)
        : because("Missed", run.reason);
  }
}
