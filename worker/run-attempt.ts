import type { AttemptReport, RunError } from "../lib/domain/outcome.ts";
import { replaceUnstorable, replaceUnstorableDeep } from "../lib/domain/sanitize.ts";
import type { ClaimedWork } from "../lib/services/runs/claim.ts";
import type { AttemptEnd } from "../lib/services/runs/finish.ts";
import { parameterValues, renderExecution } from "../lib/services/runs/render-execution.ts";
import type { ExecutionContext, ExecutionOutcome, Executor } from "./executors/executor.ts";

/** Levels of lists and objects kept of a result. */
const DEEPEST_RESULT = 100;

/** The executors this worker has, by kind. */
export type Executors = ReadonlyMap<string, Executor>;

/** One attempt from its claim to its report. Never throws: what goes wrong is how the attempt ended. */
export async function runAttempt(
  work: ClaimedWork,
  executors: Executors,
  context: ExecutionContext,
  options: { publicUrl: string; random: () => number },
): Promise<AttemptEnd> {
  const outcome = await execute(work, executors, context, options.publicUrl);
  const { run, policies } = work;
  return {
    runId: run.id,
    leaseToken: run.leaseToken,
    attempt: run.attempt,
    lostCount: run.lostCount,
    releaseCount: run.releaseCount,
    policies,
    report: reportOf(outcome),
    result: "result" in outcome ? replaceUnstorableDeep(outcome.result, DEEPEST_RESULT) : null,
    random: options.random(),
  };
}

async function execute(
  work: ClaimedWork,
  executors: Executors,
  context: ExecutionContext,
  publicUrl: string,
): Promise<ExecutionOutcome> {
  const { run, job, template } = work;
  const executor = executors.get(template.executor);
  if (executor === undefined)
    return failure("worker_error", `This worker cannot execute ${template.executor} runs.`);
  const rendered = renderExecution(work);
  if (!rendered.ok) {
    for (const problem of rendered.problems)
      context.log("system", `${problem.pointer}: ${problem.message}`);
    return failure("template_invalid", describe(rendered.problems));
  }
  try {
    return await executor.execute(
      {
        runId: run.id,
        jobId: run.jobId,
        jobName: job.name,
        attempt: run.attempt,
        trigger: run.trigger,
        scheduledFor: run.scheduledFor,
        config: rendered.config,
        params: parameterValues(work),
        timeoutMs: run.timeoutSeconds === null ? null : run.timeoutSeconds * 1000,
        traceparent: run.traceparent,
        signingSecret: work.signingSecret,
        publicUrl,
        leaseToken: run.leaseToken,
      },
      context,
    );
  } catch (error) {
    context.log("system", error instanceof Error ? (error.stack ?? error.message) : String(error));
    return failure(
      "worker_error",
      "The executor failed by a fault of its own; the log has the details.",
    );
  }
}

function failure(code: "worker_error" | "template_invalid", message: string): ExecutionOutcome {
  return { outcome: "failed", error: { code, message }, retryable: false, retryAfterSeconds: null };
}

function describe(problems: readonly { pointer: string; message: string }[]): string {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return first === undefined
    ? "The configuration could not be rendered."
    : `${first.pointer} ${first.message}${more}`;
}

function reportOf(outcome: ExecutionOutcome): AttemptReport | { outcome: "released" } {
  switch (outcome.outcome) {
    case "completed":
    case "cancelled":
      return { outcome: outcome.outcome };
    case "failed": {
      const { retryable, retryAfterSeconds } = outcome;
      return { outcome: "failed", error: storable(outcome.error), retryable, retryAfterSeconds };
    }
    case "timed_out":
      return { outcome: "timed_out", error: storable(outcome.error) };
    case "abandoned":
      return outcome.cause === "shutdown" ? { outcome: "released" } : { outcome: "lost" };
  }
}

/** Messages may quote a target, which may send characters PostgreSQL cannot keep. */
function storable({ code, message }: RunError): RunError {
  return { code, message: replaceUnstorable(message) };
}
