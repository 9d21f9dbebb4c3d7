import { createMasker } from "../lib/domain/mask/masker.ts";
import type { AttemptReport, RunError } from "../lib/domain/outcome.ts";
import type { Problem } from "../lib/domain/problem.ts";
import { replaceUnstorable, replaceUnstorableDeep } from "../lib/domain/sanitize.ts";
import type { ClaimedWork } from "../lib/services/runs/claim.ts";
import type { AttemptEnd } from "../lib/services/runs/finish.ts";
import { parameterValues, renderExecution } from "../lib/services/runs/render-execution.ts";
import type { SecretReader, Unlocked } from "../lib/services/secrets/reader.ts";
import { type Cover, coverAttempt } from "./cover.ts";
import type {
  EndedExecution,
  Execution,
  ExecutionContext,
  ExecutionOutcome,
  Executor,
} from "./executors/executor.ts";
import { unlockSecrets } from "./unlock.ts";

/** Levels of lists and objects kept of a result. */
const DEEPEST_RESULT = 100;

/** The executors this worker has, by kind. */
export type Executors = ReadonlyMap<string, Executor>;

/**
 * One attempt from its claim to its report; null when its target has taken it over. Never throws: what goes wrong is how
 * the attempt ended.
 */
export async function runAttempt(
  work: ClaimedWork,
  executors: Executors,
  context: ExecutionContext,
  options: { publicUrl: string; random: () => number; secrets: SecretReader },
): Promise<AttemptEnd | null> {
  const unlocked = await unlockSecrets(work, options.secrets, context.signal);
  const { outcome, cover } =
    "outcome" in unlocked
      ? { outcome: unlocked, cover: coverAttempt(context, null) }
      : await executeCovered(work, executors, context, { ...options, unlocked });
  if (outcome.outcome === "handed_over") return null;
  const { run, policies } = work;
  return {
    runId: run.id,
    leaseToken: run.leaseToken,
    attempt: run.attempt,
    lostCount: run.lostCount,
    releaseCount: run.releaseCount,
    policies,
    report: reportOf(outcome, cover),
    result:
      "result" in outcome
        ? cover.deep(replaceUnstorableDeep(outcome.result, DEEPEST_RESULT))
        : null,
    random: options.random(),
  };
}

/** Executes with the secrets at hand, under a cover that knows them and all that was made of them. */
async function executeCovered(
  work: ClaimedWork,
  executors: Executors,
  context: ExecutionContext,
  { publicUrl, unlocked }: { publicUrl: string; unlocked: Unlocked },
): Promise<{ outcome: ExecutionOutcome; cover: Cover }> {
  const derived: string[] = [];
  const rendered = renderedExecution(work, publicUrl, unlocked, (text) => derived.push(text));
  const { values, masker } = unlocked;
  const cover = coverAttempt(
    context,
    derived.length === 0 ? masker : createMasker([...values.values(), ...derived]),
  );
  const outcome = await execute(work, executors, cover.context, rendered);
  cover.end();
  return { outcome, cover };
}

async function execute(
  work: ClaimedWork,
  executors: Executors,
  context: ExecutionContext,
  rendered: RenderedExecution,
): Promise<ExecutionOutcome> {
  const { template } = work;
  if (!rendered.ok) {
    for (const problem of rendered.problems)
      context.log("system", `${problem.pointer}: ${problem.message}`);
    return failure("template_invalid", describe(rendered.problems));
  }
  const executor = executors.get(template.executor);
  if (executor === undefined)
    return failure("worker_error", `This worker cannot execute ${template.executor} runs.`);
  try {
    return await executor.execute(rendered.execution, context);
  } catch (error) {
    context.log("system", error instanceof Error ? (error.stack ?? error.message) : String(error));
    return failure(
      "worker_error",
      "The executor failed by a fault of its own; the log has the details.",
    );
  }
}

type RenderedExecution =
  | { readonly ok: true; readonly execution: Execution }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * What an executor is given of a run, with its configuration filled in. `derived` is told of texts that filters made of
 * secrets.
 */
export function renderedExecution(
  work: ClaimedWork,
  publicUrl: string,
  { values }: Pick<Unlocked, "values">,
  derived?: (text: string) => void,
): RenderedExecution {
  const { run, job } = work;
  const rendered = renderExecution(work, values, derived);
  if (!rendered.ok) return rendered;
  const execution = {
    runId: run.id,
    jobId: run.jobId,
    jobName: job.name,
    attempt: run.attempt,
    trigger: run.trigger,
    scheduledFor: run.scheduledFor,
    config: rendered.config,
    params: parameterValues(work),
    timeoutMs: run.timeoutSeconds === null ? null : run.timeoutSeconds * 1000,
    cancelGraceMs: work.policies.cancelGraceSeconds * 1000,
    traceparent: run.traceparent,
    signingSecret: work.signingSecret,
    publicUrl,
    leaseToken: run.leaseToken,
  };
  return { ok: true, execution };
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

function reportOf(outcome: EndedExecution, cover: Cover): AttemptReport | { outcome: "released" } {
  switch (outcome.outcome) {
    case "completed":
    case "cancelled":
      return { outcome: outcome.outcome };
    case "failed": {
      const { retryable, retryAfterSeconds } = outcome;
      return {
        outcome: "failed",
        error: shown(outcome.error, cover),
        retryable,
        retryAfterSeconds,
      };
    }
    case "timed_out":
      return { outcome: "timed_out", error: shown(outcome.error, cover) };
    case "abandoned":
      return outcome.cause === "shutdown" ? { outcome: "released" } : { outcome: "lost" };
  }
}

/** Messages may quote a target, which may send characters PostgreSQL cannot keep, and what it was sent. */
function shown({ code, message }: RunError, cover: Cover): RunError {
  return { code, message: cover.text(replaceUnstorable(message)) };
}
