import type { Problem } from "../../domain/problem.ts";
import type { AttemptEnd } from "../runs/finish.ts";
import type { OutsideWork } from "./types.ts";

/** The end of a run that nobody can be given, because its configuration cannot be filled in. */
export function unfillable(
  { run, policies }: OutsideWork,
  problems: readonly Problem[],
): AttemptEnd {
  const message = problems.map((problem) => `${problem.pointer} ${problem.message}`).join("; ");
  return {
    runId: run.id,
    leaseToken: run.leaseToken,
    attempt: run.attempt,
    lostCount: run.lostCount,
    releaseCount: run.releaseCount,
    policies,
    report: {
      outcome: "failed",
      error: { code: "template_invalid", message },
      retryable: false,
      retryAfterSeconds: null,
    },
    result: null,
    random: 0,
  };
}
