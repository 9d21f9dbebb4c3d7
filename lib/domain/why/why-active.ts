import { latenessClause, latenessData, latenessOf } from "./lateness.ts";
import { commonData, nameOf, onWorker, originClause } from "./phrases.ts";
import type { Asked, AskedRun } from "./run-facts.ts";
import type { RunWhyCode, Verdict } from "./verdict.ts";
import { iso, quoted, secondsWords, sentence, spanWords } from "./words.ts";

/** What a run that a worker has is about. */
export function whyRunning(asked: Asked): Verdict<RunWhyCode> {
  const { run, now } = asked;
  return run.leaseExpiresAt !== null && run.leaseExpiresAt <= now
    ? whyLeaseExpired(asked)
    : whyUnderWay(asked);
}

function whyUnderWay(asked: Asked): Verdict<RunWhyCode> {
  const { run, clock } = asked;
  const lateness = latenessOf(run);
  const limit = timeLimit(run);
  return {
    code: "running",
    rule: null,
    summary: sentence(
      `Running${onWorker(run.worker)}${since(asked)} (${triesWords(run)})`,
      progressClause(run),
      beatClause(asked),
      latenessClause(lateness),
      originClause(asked),
    ),
    data: { ...commonData(asked), ...activeData(asked), ...latenessData(lateness) },
    release:
      limit === null
        ? { code: "work_ends", summary: "The work ends; it has no time limit.", at: null }
        : {
            code: "work_ends",
            summary: `The work ends, at the latest at ${clock(limit)}, when its time limit of ${secondsWords(run.timeoutSeconds ?? 0)} is over.`,
            at: iso(limit),
          },
  };
}

function whyLeaseExpired(asked: Asked): Verdict<RunWhyCode> {
  const { run, clock } = asked;
  const heard = run.heartbeatAt === null ? "" : ` was last heard of at ${clock(run.heartbeatAt)}`;
  const ended =
    run.leaseExpiresAt === null ? "" : `its lease ended at ${clock(run.leaseExpiresAt)}`;
  return {
    code: "lease_expired",
    rule: null,
    summary: sentence(`Its worker${run.worker === null ? "" : ` ${run.worker}`}${heard}`, ended),
    data: { ...commonData(asked), ...activeData(asked) },
    release: {
      code: "custodian",
      summary:
        asked.policies.onWorkerLost === "fail"
          ? "The custodian of any live worker fails it (onWorkerLost: fail)."
          : "The custodian of any live worker takes it back, and it starts anew.",
      at: null,
    },
  };
}

/** Who asked a run to stop, and how long it may take. */
export function whyCancelling(asked: Asked): Verdict<RunWhyCode> {
  const { run, clock } = asked;
  const asker = run.reason === "user" ? nameOf(asked.cancelledBy) : cancelCause(asked);
  const at = run.cancelRequestedAt;
  const end = at === null ? null : at + run.cancelGraceSeconds * 1_000;
  return {
    code: "cancelling",
    rule: run.reason === "overlap" ? "O2" : null,
    summary: sentence(
      `Asked to stop${at === null ? "" : ` at ${clock(at)}`} by ${asker}`,
      `${run.worker === null ? "its worker" : `worker ${run.worker}`} has${end === null ? "" : ` until ${clock(end)}`} to end the work`,
    ),
    data: {
      ...commonData(asked),
      ...activeData(asked),
      reason: run.reason,
      cancelRequestedAt: iso(at),
      cancelledBy: asked.cancelledBy,
      replacedBy: run.decision.replacedBy ?? null,
      graceEndsAt: iso(end),
    },
    release: {
      code: "work_stops",
      summary: "The work stops, or is given up at the end of its grace.",
      at: iso(end),
    },
  };
}

function cancelCause({ run }: Asked): string {
  const { replacedBy } = run.decision;
  if (run.reason === "overlap")
    return replacedBy === undefined
      ? "a newer run of the job (overlap policy cancel_previous)"
      : `the newer run ${replacedBy} (overlap policy cancel_previous)`;
  return "the deletion of its job";
}

function since({ run, clock }: Asked): string {
  return run.attemptStartedAt === null ? "" : ` since ${clock(run.attemptStartedAt)}`;
}

function triesWords({ attempt, lostCount, releaseCount, maxAttempts }: AskedRun): string {
  const free = lostCount + releaseCount;
  if (free === 0) return `attempt ${attempt} of ${maxAttempts}`;
  return `attempt ${attempt}, of which ${free} ended with a worker and do not count; ${maxAttempts} are allowed`;
}

function progressClause({ progress }: AskedRun): string | null {
  if (progress === null) return null;
  const { percent, message } = progress;
  const words = [
    percent === null ? null : `${percent} %`,
    message === null ? null : quoted(message),
  ];
  return words.filter(Boolean).join(", ");
}

function beatClause({ run, clock, now }: Asked): string | null {
  const { heartbeatAt, leaseExpiresAt } = run;
  if (heartbeatAt === null || leaseExpiresAt === null) return null;
  const age = spanWords(Math.max(0, now - heartbeatAt));
  return `last heartbeat ${age} ago, its lease lasts until ${clock(leaseExpiresAt)}`;
}

function timeLimit({ attemptStartedAt, timeoutSeconds }: AskedRun): number | null {
  if (attemptStartedAt === null || timeoutSeconds === null) return null;
  return attemptStartedAt + timeoutSeconds * 1_000;
}

function activeData({ run, now }: Asked) {
  return {
    worker: run.worker,
    attempt: run.attempt,
    maxAttempts: run.maxAttempts,
    attemptStartedAt: iso(run.attemptStartedAt),
    heartbeatAt: iso(run.heartbeatAt),
    heartbeatAgeMs: run.heartbeatAt === null ? null : Math.max(0, now - run.heartbeatAt),
    leaseExpiresAt: iso(run.leaseExpiresAt),
    timeLimitAt: iso(timeLimit(run)),
  };
}
