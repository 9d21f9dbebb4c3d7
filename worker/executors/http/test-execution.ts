import { onTestFinished } from "vitest";
import { parseNetworkRange } from "../../../lib/platform/network-range.ts";
import type { AbortCause, Execution, ExecutionOutcome } from "../executor.ts";
import { createHttpExecutor, type HttpExecutorOptions } from "../http.ts";
import type { HttpResult } from "./outcome.ts";

/** 2026-11-20T08:00:00.123Z, in milliseconds. */
export const SCHEDULED_FOR = Date.UTC(2026, 10, 20, 8, 0, 0, 123);

/** Five seconds later, the instant of every signature. */
export const NOW = SCHEDULED_FOR + 5_000;

export const RUN_ID = "019a9f00-0000-7000-8000-000000000001";

/** Networks as the configuration would hand them over. */
export function networks(...texts: string[]) {
  return texts.flatMap((text) => parseNetworkRange(text) ?? []);
}

export function execution(config: unknown, more: Partial<Execution> = {}): Execution {
  return {
    runId: RUN_ID,
    jobId: "job",
    jobName: "Report",
    attempt: 2,
    trigger: "schedule",
    scheduledFor: SCHEDULED_FOR,
    config,
    params: {},
    timeoutMs: 10_000,
    cancelGraceMs: 10_000,
    traceparent: null,
    signingSecret: null,
    publicUrl: "http://localhost:3000",
    leaseToken: "lease",
    ...more,
  };
}

/** An executor that may call loopback, closed when the test ends. */
export function openExecutor(options: Partial<HttpExecutorOptions> = {}) {
  const executor = createHttpExecutor({
    allow: networks("127.0.0.0/8"),
    now: () => NOW,
    ...options,
  });
  onTestFinished(() => executor.close());
  return executor;
}

/** Executes one attempt, and tells its outcome, its log, and how long it took in milliseconds. */
export async function attempt(
  config: unknown,
  {
    executor = openExecutor(),
    end,
    ...more
  }: Partial<Execution> & {
    executor?: ReturnType<typeof openExecutor>;
    /** Called with the means to end the attempt from outside. */
    end?: (abort: (cause: AbortCause) => void) => void;
  } = {},
) {
  const controller = new AbortController();
  const logs: string[] = [];
  end?.((cause) => controller.abort(cause));
  const started = performance.now();
  const outcome = await executor.execute(execution(config, more), {
    signal: controller.signal,
    log: (_stream, text) => logs.push(text),
    progress: () => {},
  });
  return { outcome, logs: logs.join("\n"), ms: performance.now() - started };
}

/** The error's code of an attempt that did not complete, else the outcome. */
export function codeOf(outcome: ExecutionOutcome): string {
  return "error" in outcome ? outcome.error.code : outcome.outcome;
}

/** The result of an attempt that has one. */
export function resultOf(outcome: ExecutionOutcome): HttpResult {
  if (!("result" in outcome)) throw new Error(`no result: ${JSON.stringify(outcome)}`);
  return outcome.result as HttpResult;
}
