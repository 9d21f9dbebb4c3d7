import type { ClaimView } from "../../contracts/worker-calls.ts";
import type { JsonObject } from "../../domain/json.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { Platform } from "../context.ts";
import { finishAttempts } from "../runs/finish.ts";
import { renderExecution } from "../runs/render-execution.ts";
import type { OutsideWork } from "./types.ts";

/** What workers are told of the runs they got. One whose configuration cannot be filled in fails here and is left out. */
export async function claimViews(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  work: readonly OutsideWork[],
): Promise<ClaimView[]> {
  const rendered = work.map((one) => ({ one, config: renderExecution(one) }));
  const broken = rendered.flatMap(({ one, config }) =>
    config.ok ? [] : [failed(one, config.problems)],
  );
  if (broken.length > 0) await finishAttempts(platform, broken);
  return rendered.flatMap(({ one, config }) => (config.ok ? [claimView(one, config.config)] : []));
}

function claimView({ run, job }: OutsideWork, config: JsonObject): ClaimView {
  const { timeoutSeconds, attemptStartedAt } = run;
  const limit = timeoutSeconds === null ? null : attemptStartedAt + timeoutSeconds * 1000;
  return {
    runId: run.id,
    jobId: run.jobId,
    jobName: job.name,
    task: run.task,
    attempt: run.attempt,
    // Without a payload, the parameters: those of a built-in template are its configuration.
    params: Object.hasOwn(config, "payload") ? (config["payload"] ?? null) : config,
    scheduledFor: formatInstant(run.scheduledFor),
    leaseToken: run.leaseToken,
    leaseSeconds: run.leaseSeconds,
    deadline: limit === null ? null : formatInstant(limit),
  };
}

function failed(
  { run, policies }: OutsideWork,
  problems: readonly { readonly pointer: string; readonly message: string }[],
) {
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
  } as const;
}
