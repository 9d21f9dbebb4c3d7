import type { Asked, RunFacts } from "./run-facts.ts";
import type { RunWhyCode, Verdict } from "./verdict.ts";
import { whyCancelling, whyRunning } from "./why-active.ts";
import { whyCancelled, whyCompleted, whyFailed } from "./why-ended.ts";
import { whyMissed } from "./why-missed.ts";
import { whyPending } from "./why-pending.ts";
import { whySkipped } from "./why-skipped.ts";
import { markTime, tellTimes } from "./words.ts";

/**
 * Why a run stands as it does: which rule made, held, skipped or failed it, in one sentence and as data, and what would
 * release it.
 */
export function whyRun(facts: RunFacts): Verdict<RunWhyCode> {
  const verdict = byStatus({ ...facts, clock: markTime });
  return tellTimes(verdict, facts.timeZone, facts.now);
}

function byStatus(asked: Asked): Verdict<RunWhyCode> {
  switch (asked.run.status) {
    case "pending":
      return whyPending(asked);
    case "running":
      return whyRunning(asked);
    case "cancelling":
      return whyCancelling(asked);
    case "completed":
      return whyCompleted(asked);
    case "failed":
      return whyFailed(asked);
    case "cancelled":
      return whyCancelled(asked);
    case "skipped":
      return whySkipped(asked);
    case "missed":
      return whyMissed(asked);
  }
}
