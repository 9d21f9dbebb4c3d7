import type { RunError } from "../../lib/domain/outcome.ts";

/** The kinds of executor a template can name. */
export type ExecutorKind = "http" | "email" | "container" | "external";

/**
 * One attempt of one run, complete in itself: an executor has no database to ask.
 * `config` is the rendered configuration, secrets included; the executor validates what it uses of it.
 */
export type Execution = {
  readonly runId: string;
  readonly jobId: string;
  readonly jobName: string;
  /** Number of this try, the first is 1. */
  readonly attempt: number;
  readonly trigger: string;
  /** The nominal instant of the slot, in milliseconds of the epoch. */
  readonly scheduledFor: number;
  readonly config: unknown;
  readonly params: unknown;
  /** The execution timeout of the attempt in milliseconds; null means none. */
  readonly timeoutMs: number | null;
  /** What the work may take to end by itself once it is cancelled, in milliseconds. */
  readonly cancelGraceMs: number;
  /** W3C trace context to hand on. */
  readonly traceparent: string | null;
  /** The project's key, `whsec_<base64>`; null when calls are not signed. */
  readonly signingSecret: string | null;
  readonly publicUrl: string;
  readonly leaseToken: string;
};

/** Why the runner ended an attempt: the value of `signal.reason`. */
export type AbortCause = "cancelled" | "timeout" | "lost" | "shutdown";

export type LogStream = "stdout" | "stderr" | "system";

/** What an attempt is given by the runner while it lasts. None of the calls throws or waits. */
export type ExecutionContext = {
  /** Aborted with an `AbortCause` as its reason; the executor then ends its work at once. */
  readonly signal: AbortSignal;
  log(stream: LogStream, text: string): void;
  progress(progress: { percent?: number; message?: string }): void;
};

/**
 * How an attempt ended, as the executor saw it. The text of an error is for people and holds no secret and no resolved
 * address. `result` is JSON without NUL bytes and lone surrogates; it
 * stands beside a failure where there is something to show, such as the body of an answer with status 500.
 * `abandoned` is the answer to `lost` and `shutdown`: the runner knows what becomes of the run.
 */
export type EndedExecution =
  | { readonly outcome: "completed"; readonly result: unknown }
  | {
      readonly outcome: "failed";
      readonly error: RunError;
      readonly retryable: boolean;
      /** The least wait before the next attempt that the target asked for, at most 3600. */
      readonly retryAfterSeconds: number | null;
      readonly result?: unknown;
    }
  | { readonly outcome: "timed_out"; readonly error: RunError; readonly retryable: boolean }
  | { readonly outcome: "cancelled" }
  | { readonly outcome: "abandoned"; readonly cause: "lost" | "shutdown" };

/** What became of an attempt: it ended, or the target has the run and its lease now, and will report itself. */
export type ExecutionOutcome = EndedExecution | { readonly outcome: "handed_over" };

/** What came of telling a target to end a run: it knows, it wants no calls, or it could not be told. */
export type CancelCallOutcome = "delivered" | "nobody" | "failed";

/**
 * The port behind which work is done, one implementation per kind. `execute` answers every expected fault
 * as an outcome and throws for programming errors only; it ends soon after the signal is aborted.
 */
export type Executor = {
  readonly kind: ExecutorKind;
  execute(execution: Execution, context: ExecutionContext): Promise<ExecutionOutcome>;
  /** Tells the target of a run it took over to end it. Throws for programming errors only. */
  cancel?(execution: Execution): Promise<CancelCallOutcome>;
};
