import type { NetworkRange } from "../../lib/platform/network-range.ts";
import { type Deadline, openDeadline } from "./deadline.ts";
import type { Execution, ExecutionContext, ExecutionOutcome, Executor } from "./executor.ts";
import { type HttpConfig, parseHttpConfig } from "./http/config.ts";
import { type Answer, exchange, headerOf } from "./http/exchange.ts";
import { blockedFault, faultOf, HttpFault } from "./http/fault.ts";
import { createGuard, type Resolve } from "./http/guard.ts";
import { isReservedHeader } from "./http/headers.ts";
import { outcomeOf, outcomeOfCause, outcomeOfFault } from "./http/outcome.ts";
import { createPool, type Pool } from "./http/pool.ts";
import {
  type Call,
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

type Attempt = {
  readonly execution: Execution;
  readonly context: ExecutionContext;
  readonly deadline: Deadline;
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

async function follow(config: HttpConfig, attempt: Attempt): Promise<Answer> {
  let call = firstCall(config);
  let answer = await send(call, attempt);
  for (let hops = 0; config.followRedirects && hops < MAX_REDIRECTS; hops++) {
    const target = redirectTarget(call, answer.status, headerOf(answer, "location") ?? null);
    if (target === null) break;
    call = redirectedCall(call, answer.status, target);
    answer = await send(call, attempt);
  }
  return answer;
}

function noteIgnoredHeaders(config: HttpConfig, context: ExecutionContext): void {
  const ignored = Object.keys(config.headers).filter(isReservedHeader);
  if (ignored.length === 0) return;
  context.log("system", `Headers set by the scheduler, not as configured: ${ignored.join(", ")}`);
}

async function run(attempt: Attempt): Promise<ExecutionOutcome> {
  const { execution, context, deadline } = attempt;
  const parsed = parseHttpConfig(execution.config);
  if (parsed.kind === "invalid") {
    return outcomeOfFault(new HttpFault("template_invalid", parsed.problem));
  }
  if (parsed.kind === "blocked") return outcomeOfFault(blockedFault());
  noteIgnoredHeaders(parsed.config, context);
  try {
    return outcomeOf(parsed.config, await follow(parsed.config, attempt));
  } catch (error) {
    const cause = deadline.cause();
    if (cause !== null) return outcomeOfCause(cause, execution.timeoutMs);
    const fault = faultOf(error);
    context.log("system", fault.message);
    return outcomeOfFault(fault);
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
      const deadline = openDeadline(context.signal, execution.timeoutMs);
      try {
        return await run({ execution, context, deadline, pool, now });
      } finally {
        deadline.close();
      }
    },
    close: pool.close,
  };
}
