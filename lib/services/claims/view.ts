import type { ClaimView } from "../../contracts/worker-calls.ts";
import type { JsonObject } from "../../domain/json.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { Platform } from "../context.ts";
import { finishAttempts } from "../runs/finish.ts";
import { renderExecution, secretNamesOf } from "../runs/render-execution.ts";
import { rememberNames, secretReaderOf } from "../secrets/outside.ts";
import { SecretUnreadable } from "../secrets/reader.ts";
import type { OutsideWork } from "./types.ts";

/** What workers are told of the runs they got. One whose configuration cannot be filled in fails here and is left out. */
export async function claimViews(
  platform: Platform,
  work: readonly OutsideWork[],
): Promise<ClaimView[]> {
  const rendered = await Promise.all(work.map((one) => renderedFor(platform, one)));
  const broken = rendered.flatMap(({ one, config }) =>
    config.ok ? [] : [failed(one, config.problems)],
  );
  if (broken.length > 0) await finishAttempts(platform, broken);
  return rendered.flatMap(({ one, config }) => (config.ok ? [claimView(one, config.config)] : []));
}

/** Its configuration with the secrets it names, which its reports will be searched for. */
async function renderedFor(platform: Platform, one: OutsideWork) {
  const names = secretNamesOf(one);
  const { id, projectId } = one.run;
  rememberNames(id, { projectId, names });
  try {
    const { values } = await secretReaderOf(platform).read(projectId, names);
    return { one, config: renderExecution(one, values) };
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    const problems = [{ pointer: "/secrets", message: error.message }];
    return { one, config: { ok: false, problems } as const };
  }
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
