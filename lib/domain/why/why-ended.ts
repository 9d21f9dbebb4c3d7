import { MAX_LOSSES } from "../outcome.ts";
import { latenessClause, latenessData, latenessOf } from "./lateness.ts";
import { commonData, nameOf, onWorker, originClause } from "./phrases.ts";
import type { Asked, AskedRun } from "./run-facts.ts";
import type { RunWhyCode, Verdict } from "./verdict.ts";
import { countWords, iso, quoted, secondsWords, sentence, spanWords } from "./words.ts";

/** How a run that did its work came about. */
export function whyCompleted(asked: Asked): Verdict<RunWhyCode> {
  const { run } = asked;
  const lateness = latenessOf(run);
  const took =
    run.startedAt === null || run.finishedAt === null
      ? ""
      : ` in ${spanWords(run.finishedAt - run.startedAt)}`;
  const tries = run.attempt === 1 ? "on the first attempt" : `on attempt ${run.attempt}`;
  return {
    code: "completed",
    rule: run.decision.catchUp === undefined ? null : "M3",
    summary: sentence(
      `Completed${onWorker(run.worker)}${took}, ${tries}`,
      catchUpClause(run),
      latenessClause(lateness),
      originClause(asked),
    ),
    data: {
      ...commonData(asked),
      attempt: run.attempt,
      worker: run.worker,
      finishedAt: iso(run.finishedAt),
      catchUp: run.decision.catchUp ?? null,
      ...latenessData(lateness),
    },
    release: null,
  };
}

function catchUpClause({ decision }: AskedRun): string | null {
  if (decision.catchUp === undefined) return null;
  const during =
    decision.pause === undefined ? "after slots had passed unplanned" : "after a pause";
  return `it caught up ${during} (policy ${decision.catchUp})`;
}

/** Why a run failed, and why it is not tried again. */
export function whyFailed(asked: Asked): Verdict<RunWhyCode> {
  const { run } = asked;
  switch (run.errorCode) {
    case "start_timeout":
      return whyNeverStarted(asked);
    case "template_invalid":
      return failedAs(asked, "template_invalid", [
        `Version ${run.template.version} of template ${run.template.name} could not be filled in${message(run)}`,
        "trying again would not change that",
      ]);
    case "worker_lost":
      return failedAs(asked, "worker_lost", [
        `Failed because worker ${run.worker ?? "it ran on"} stopped in the middle of attempt ${run.attempt}`,
        lostClause(asked),
      ]);
    default:
      return whyNoFurtherTry(asked);
  }
}

function whyNeverStarted(asked: Asked): Verdict<RunWhyCode> {
  const { run, clock } = asked;
  const due = run.availableAt === null ? "" : ` of ${clock(run.availableAt)}`;
  return failedAs(asked, "start_timeout", [
    `No worker of pool ${run.pool} started it within ${secondsWords(run.startTimeoutSeconds ?? 0)}${due}, its start timeout`,
  ]);
}

/** Failures charged to `maxAttempts`; of the last attempt too. */
function charged({ attempt, lostCount, releaseCount }: AskedRun): number {
  return attempt - lostCount - releaseCount;
}

function whyNoFurtherTry(asked: Asked): Verdict<RunWhyCode> {
  const { run } = asked;
  const used = charged(run);
  const what = `Failed on attempt ${run.attempt} with ${run.errorCode ?? "an error"}${message(run)}`;
  if (used < run.maxAttempts)
    return failedAs(asked, "not_retryable", [
      what,
      `an error that does not pass by itself is not tried again, though ${used} of ${run.maxAttempts} attempts were used`,
    ]);
  const all =
    run.maxAttempts === 1
      ? "the job allows one attempt"
      : `all ${run.maxAttempts} attempts are used`;
  return failedAs(asked, "attempts_used", [what, all]);
}

function lostClause({ run, policies }: Asked): string {
  if (policies.onWorkerLost === "fail")
    return "its job allows no second start (onWorkerLost: fail)";
  return run.lostCount >= MAX_LOSSES
    ? `it was lost ${run.lostCount} times, and a run that may be killing its workers is not started again`
    : quoted(run.errorMessage ?? "it is not started again");
}

function failedAs(asked: Asked, code: RunWhyCode, parts: readonly string[]): Verdict<RunWhyCode> {
  const { run } = asked;
  const lateness = latenessOf(run);
  return {
    code,
    rule: null,
    summary: sentence(...parts, latenessClause(lateness), originClause(asked)),
    data: {
      ...commonData(asked),
      error: { code: run.errorCode, message: run.errorMessage },
      attempt: run.attempt,
      attemptsUsed: charged(run),
      maxAttempts: run.maxAttempts,
      lostCount: run.lostCount,
      onWorkerLost: asked.policies.onWorkerLost,
      template: { ...run.template },
      worker: run.worker,
      finishedAt: iso(run.finishedAt),
      ...latenessData(lateness),
    },
    release: {
      code: "rerun",
      summary: "It stays failed; run it again once the cause is gone.",
      at: null,
    },
  };
}

function message({ errorMessage }: AskedRun): string {
  return errorMessage === null || errorMessage === "" ? "" : ` (“${quoted(errorMessage)}”)`;
}

/** Who or what cancelled a run. */
export function whyCancelled(asked: Asked): Verdict<RunWhyCode> {
  const { run, clock } = asked;
  const { code, by } = cancelCause(asked);
  const at = run.cancelRequestedAt ?? run.finishedAt;
  const when = at === null ? "" : ` at ${clock(at)}`;
  const forced = code === "cancelled_by_force" ? forcedClause(asked) : null;
  return {
    code,
    rule: code === "cancelled_for_newer" ? "O2" : null,
    summary: sentence(`Cancelled${when} ${by}`, forced, progressOf(run), originClause(asked)),
    data: {
      ...commonData(asked),
      reason: run.reason,
      cancelledBy: asked.cancelledBy ?? asked.backfillCancelledBy,
      cancelRequestedAt: iso(run.cancelRequestedAt),
      replacedBy: run.decision.replacedBy ?? null,
      startedAt: iso(run.startedAt),
      finishedAt: iso(run.finishedAt),
    },
    release: null,
  };
}

function cancelCause(asked: Asked): { code: RunWhyCode; by: string } {
  const { run, cancelledBy, backfillCancelledBy } = asked;
  const { replacedBy } = run.decision;
  if (run.reason === "overlap") {
    const newer = replacedBy === undefined ? "a newer run of the job" : `run ${replacedBy}`;
    return {
      code: "cancelled_for_newer",
      by: `to make room for ${newer}: the overlap policy is cancel_previous`,
    };
  }
  if (run.reason === "job_deleted")
    return { code: "cancelled_with_job", by: "because the job was deleted" };
  if (run.reason === "force") {
    const asker = cancelledBy === null ? "" : `, asked for by ${nameOf(cancelledBy)}`;
    return { code: "cancelled_by_force", by: `by force${asker}` };
  }
  if (backfillCancelledBy !== null && cancelledBy === null)
    return {
      code: "cancelled_with_backfill",
      by: `because ${nameOf(backfillCancelledBy)} cancelled its backfill`,
    };
  return { code: "cancelled_by_user", by: `by ${nameOf(cancelledBy)}` };
}

function forcedClause({ run }: Asked): string {
  return `${run.worker === null ? "its worker" : `worker ${run.worker}`} did not confirm within its grace of ${secondsWords(run.cancelGraceSeconds)}`;
}

function progressOf({ startedAt, finishedAt, attempt, worker }: AskedRun): string | null {
  if (startedAt === null || finishedAt === null) return "it had not started";
  const times = attempt === 1 ? "" : ` (${countWords(attempt, "attempt")})`;
  return `it had run for ${spanWords(finishedAt - startedAt)}${onWorker(worker)}${times}`;
}
