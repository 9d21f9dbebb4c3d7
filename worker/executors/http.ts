import type { NetworkRange } from "../../lib/platform/network-range.ts";
import { type Deadline, openDeadline } from "./deadline.ts";
import type {
  CancelCallOutcome,
  Execution,
  ExecutionContext,
  ExecutionOutcome,
  Executor,
} from "./executor.ts";
import { type HttpConfig, type ParsedConfig, parseHttpConfig } from "./http/config.ts";
import { type Answer, exchange, headerOf } from "./http/exchange.ts";
import { blockedFault, faultOf, HttpFault } from "./http/fault.ts";
import { createGuard, type Resolve } from "./http/guard.ts";
import { isReservedHeader } from "./http/headers.ts";
import { outcomeOf, outcomeOfCause, outcomeOfFault } from "./http/outcome.ts";
import { createPool, type Pool } from "./http/pool.ts";
import {
  type Call,
  cancelCall,
  firstCall,
  headersToSend,
  redirectedCall,
  redirectTarget,
} from "./http/request.ts";

export type HttpExecutorOptions = {
  /** Internal networks that may be called; empty: public addresses only. */
  readonly allow: readonly NetworkRange[];
  /** The instant for signatures in milliseconds of the epoch. */
  readonly now: () => number;
  /** Resolves names in place of the system. */
  readonly resolve?: Resolve;
  /** The machine's own addresses, in place of the system's list. */
  readonly ownAddresses?: () => readonly string[];
  /** Certificate authorities (PEM) to trust in place of the built-in ones. */
  readonly ca?: readonly string[];
};

/** The executor for `http`; `close` ends the idle connections it keeps between calls. */
export type HttpExecutor = Executor & { readonly kind: "http"; close(): void };

const MAX_REDIRECTS = 3;

/** What the call that hands a run over may take, whatever the run itself may take. */
const HAND_OVER_MS = 60_000;
/** What telling a target to cancel may take. */
const CANCEL_CALL_MS = 10_000;

type Attempt = {
  readonly execution: Execution;
  readonly context: ExecutionContext;
  readonly deadline: Deadline;
  readonly timeoutMs: number | null;
  readonly pool: Pool;
  readonly now: () => number;
};

/** Without the query, which is where keys like to hide. */
function shortUrl(url: URL): string {
  return `${url.origin}${url.pathname}${url.search === "" ? "" : "?…"}`;
}

async function send(call: Call, attempt: Attempt): Promise<Answer> {
  const { context, deadline, pool, execution, now } = attempt;
  context.log("system", `${call.method} ${shortUrl(call.url)}`);
  const started = performance.now();
  const answer = await exchange(call, headersToSend(call, execution, now()), {
    pool,
    signal: deadline.signal,
  });
  const ms = Math.round(performance.now() - started);
  context.log("system", `${answer.status} in ${ms} ms, ${answer.body.bytes} bytes`);
  return answer;
}

async function follow(config: HttpConfig, attempt: Attempt): Promise<LastAnswer> {
  let call = firstCall(config);
  let answer = await send(call, attempt);
  for (let hops = 0; config.followRedirects && hops < MAX_REDIRECTS; hops++) {
    const target = redirectTarget(call, answer.status, headerOf(answer, "location") ?? null);
    if (target === null) break;
    call = redirectedCall(call, answer.status, target);
    answer = await send(call, attempt);
  }
  return { answer, leased: call.leased };
}

/** The final answer, and whether who gave it has the lease of the run. */
type LastAnswer = { readonly answer: Answer; readonly leased: boolean };

function noteIgnoredHeaders(config: HttpConfig, context: ExecutionContext): void {
  const ignored = Object.keys(config.headers).filter(isReservedHeader);
  if (ignored.length === 0) return;
  context.log("system", `Headers set by the scheduler, not as configured: ${ignored.join(", ")}`);
}

function refusedConfig(parsed: Exclude<ParsedConfig, { kind: "config" }>): HttpFault {
  return parsed.kind === "blocked"
    ? blockedFault()
    : new HttpFault("template_invalid", parsed.problem);
}

async function run(config: HttpConfig, attempt: Attempt): Promise<ExecutionOutcome> {
  const { context, deadline } = attempt;
  noteIgnoredHeaders(config, context);
  try {
    const { answer, leased } = await follow(config, attempt);
    if (!config.callback || answer.status !== 202) return outcomeOf(config, answer);
    return leased ? handedOver(context) : outcomeOfFault(strangerFault());
  } catch (error) {
    const cause = deadline.cause();
    if (cause !== null) return outcomeOfCause(cause, attempt.timeoutMs);
    const fault = faultOf(error);
    context.log("system", fault.message);
    return outcomeOfFault(fault);
  }
}

function handedOver(context: ExecutionContext): ExecutionOutcome {
  context.log("system", "The target has taken the run over and reports from now on.");
  return { outcome: "handed_over" };
}

/** Nobody who was not given the lease can report, so the run would only wait to be lost. */
function strangerFault(): HttpFault {
  return new HttpFault(
    "status",
    "The target answered 202 after a redirect to another origin, which is not given the lease of the run.",
  );
}

/** The limit of the call itself, in milliseconds: in callback mode the run goes on after it. */
function callTimeoutMs({ callback }: HttpConfig, { timeoutMs }: Execution): number | null {
  return callback ? Math.min(timeoutMs ?? HAND_OVER_MS, HAND_OVER_MS) : timeoutMs;
}

async function tellCancel(
  { config, url }: { readonly config: HttpConfig; readonly url: URL },
  execution: Execution,
  { pool, now }: Pick<Attempt, "pool" | "now">,
): Promise<CancelCallOutcome> {
  const call = cancelCall(config, url, execution);
  const headers = headersToSend(call, execution, now(), `${execution.runId}:cancel`);
  const deadline = openDeadline(new AbortController().signal, CANCEL_CALL_MS);
  try {
    const { status } = await exchange(call, headers, { pool, signal: deadline.signal });
    return status >= 200 && status < 300 ? "delivered" : "failed";
  } catch {
    return "failed";
  } finally {
    deadline.close();
  }
}

/**
 * Makes HTTP calls for runs: guarded at connect time, under one deadline for the whole call, with bounded memory.
 * Connections are kept for reuse by origin.
 */
export function createHttpExecutor(options: HttpExecutorOptions): HttpExecutor {
  const { allow, resolve, ownAddresses, ca, now } = options;
  const pool = createPool({ guard: createGuard({ allow, resolve, ownAddresses }), ca });
  return {
    kind: "http",
    execute: async (execution, context) => {
      const parsed = parseHttpConfig(execution.config);
      if (parsed.kind !== "config") return outcomeOfFault(refusedConfig(parsed));
      const timeoutMs = callTimeoutMs(parsed.config, execution);
      const deadline = openDeadline(context.signal, timeoutMs);
      try {
        return await run(parsed.config, { execution, context, deadline, timeoutMs, pool, now });
      } finally {
        deadline.close();
      }
    },
    cancel: async (execution) => {
      const parsed = parseHttpConfig(execution.config);
      const url = parsed.kind === "config" ? parsed.config.cancelUrl : null;
      if (parsed.kind !== "config" || url === null) return "nobody";
      return tellCancel({ config: parsed.config, url }, execution, { pool, now });
    },
    close: pool.close,
  };
}
