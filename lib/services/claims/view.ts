import type { ClaimView } from "../../contracts/worker-calls.ts";
import type { JsonObject } from "../../domain/json.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { Platform } from "../context.ts";
import { finishAttempts } from "../runs/finish.ts";
import { fillIn, taskParams } from "./fill-in.ts";
import type { OutsideWork } from "./types.ts";
import { unfillable } from "./unfillable.ts";

/** What workers are told of the runs they got. One whose configuration cannot be filled in fails here and is left out. */
export async function claimViews(
  platform: Platform,
  work: readonly OutsideWork[],
): Promise<ClaimView[]> {
  const rendered = await Promise.all(
    work.map(async (one) => ({ one, config: await fillIn(platform, one) })),
  );
  const broken = rendered.flatMap(({ one, config }) =>
    config.ok ? [] : [unfillable(one, config.problems)],
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
    params: taskParams(config),
    scheduledFor: formatInstant(run.scheduledFor),
    leaseToken: run.leaseToken,
    leaseSeconds: run.leaseSeconds,
    deadline: limit === null ? null : formatInstant(limit),
  };
}
