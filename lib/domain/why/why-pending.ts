import { jitterWords } from "./jitter.ts";
import { commonData, failedWith, nameOf, originClause } from "./phrases.ts";
import type { Asked } from "./run-facts.ts";
import type { Release, RunWhyCode, Verdict } from "./verdict.ts";
import { whyHeldForGroup, whyHeldForOverlap } from "./why-held.ts";
import { whyNoWorkerYet } from "./why-no-worker.ts";
import { whyNotBegun } from "./why-not-begun.ts";
import { iso, sentence } from "./words.ts";

/** Why a pending run has not started. */
export function whyPending(asked: Asked): Verdict<RunWhyCode> {
  switch (asked.run.heldReason) {
    case "delay":
      return whyDelayed(asked);
    case "overlap":
      return whyHeldForOverlap(asked);
    case "concurrency":
      return whyHeldForGroup(asked);
    case null:
      return whyNotStarted(asked);
  }
}

function whyDelayed(asked: Asked): Verdict<RunWhyCode> {
  const { run, clock, requestedBy, policies } = asked;
  const policy = run.overlap ?? policies.overlap;
  const asker = requestedBy === null ? "It was asked for" : `${nameOf(requestedBy)} asked for it`;
  const how = run.trigger === "manual" ? " by hand" : "";
  return {
    code: "delayed",
    rule: "O1",
    summary: sentence(
      `${asker}${how} at ${clock(run.createdAt)}, to run at ${clock(run.scheduledFor)}`,
    ),
    data: { ...commonData(asked), askedAt: iso(run.createdAt), overlap: policy },
    release: {
      code: "moment",
      summary: `Its moment comes; then the overlap policy ${policy} decides.`,
      at: iso(run.scheduledFor),
    },
  };
}

function whyNotStarted(asked: Asked): Verdict<RunWhyCode> {
  const { run, now } = asked;
  const at = run.availableAt ?? run.createdAt;
  if (at <= now)
    return run.broker === null ? whyNoWorkerYet(asked, at) : whyNotBegun(asked, run.broker, at);
  return run.attempt > 0 ? whyRetryDue(asked, at) : whyNotYet(asked, at);
}

function whyNotYet(asked: Asked, at: number): Verdict<RunWhyCode> {
  const { run, clock, jitterSeconds } = asked;
  const isSpread = run.trigger === "schedule" && at !== run.scheduledFor;
  return {
    code: isSpread ? "jitter" : "scheduled",
    rule: isSpread ? "J1" : null,
    summary: isSpread
      ? sentence(
          `Its slot was ${clock(run.scheduledFor)}, and it starts at ${clock(at)}`,
          jitterWords(jitterSeconds),
          originClause(asked),
        )
      : sentence(`It starts at ${clock(at)}`, originClause(asked)),
    data: { ...commonData(asked), availableAt: iso(at), ...(isSpread ? { jitterSeconds } : {}) },
    release: moment(at),
  };
}

function whyRetryDue(asked: Asked, at: number): Verdict<RunWhyCode> {
  const { run, clock, lastAttempt, policies } = asked;
  const how = lastAttempt === null ? "did not succeed" : failedWith(lastAttempt);
  const charged = run.attempt - run.lostCount - run.releaseCount;
  const next = `attempt ${run.attempt + 1} starts at ${clock(at)}`;
  return {
    code: "retry_due",
    rule: null,
    summary: sentence(
      `Attempt ${run.attempt} ${how}`,
      `${next} (${charged} of ${run.maxAttempts} attempts used)`,
      originClause(asked),
    ),
    data: {
      ...commonData(asked),
      attempt: run.attempt,
      attemptsUsed: charged,
      maxAttempts: run.maxAttempts,
      error: lastAttempt && { code: lastAttempt.errorCode, message: lastAttempt.errorMessage },
      retry: { ...policies.retry },
    },
    release: moment(at),
  };
}

function moment(at: number): Release {
  return { code: "moment", summary: "Its moment comes.", at: iso(at) };
}
