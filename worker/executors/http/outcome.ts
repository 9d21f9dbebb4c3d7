import { type JsonValue, jsonSize } from "../../../lib/domain/json.ts";
import { fitText, RESULT_BYTES } from "../../../lib/domain/reported.ts";
import { isRetryableCode, isRetryableStatus } from "../../../lib/domain/retry.ts";
import { replaceUnstorable } from "../../../lib/domain/sanitize.ts";
import type { AbortCause, ExecutionOutcome } from "../executor.ts";
import { READ_BYTES, showBody } from "./body.ts";
import type { HttpConfig } from "./config.ts";
import { type Answer, headerOf } from "./exchange.ts";
import type { HttpFault } from "./fault.ts";
import { isExpectedStatus, retryAfterSeconds } from "./status.ts";

/** The `result` of an HTTP run (api.md, HTTP answers). */
export type HttpResult = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: JsonValue;
  readonly truncated: boolean;
};

function resultOf(answer: Answer): HttpResult {
  const headers = Object.entries(answer.headers).map(([name, value = ""]) => [
    replaceUnstorable(name),
    Array.isArray(value) ? value.map(replaceUnstorable) : replaceUnstorable(value),
  ]);
  return fitted({
    status: answer.status,
    headers: Object.fromEntries(headers),
    ...showBody(answer.body, headerOf(answer, "content-type") ?? ""),
  });
}

/** Headers and escapes make a result larger than its body: the body gives way, as text, and status and headers stay. */
function fitted(result: HttpResult): HttpResult {
  if (jsonSize(result) <= RESULT_BYTES) return result;
  const { body } = result;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fitText(text, (start) => ({ ...result, body: start, truncated: true }));
}

function statusMessage(config: HttpConfig, answer: Answer): string {
  const expected = config.expectStatus
    .map(({ first, last }) => (first === last ? `${first}` : `${first}–${last}`))
    .join(" or ");
  const said = `${answer.status} ${replaceUnstorable(answer.statusText)}`.trim();
  const isRedirect = answer.status >= 300 && answer.status < 400 && answer.status !== 304;
  const hint = !isRedirect
    ? ""
    : config.followRedirects
      ? " At most 3 redirects with a valid Location are followed."
      : " Redirects are followed with followRedirects: true.";
  return `The target answered ${said}; expected was ${expected}.${hint}`;
}

/** What the final answer makes of the attempt. An unexpected status counts for more than too large a body. */
export function outcomeOf(config: HttpConfig, answer: Answer): ExecutionOutcome {
  const { status } = answer;
  const result = resultOf(answer);
  if (!isExpectedStatus(config.expectStatus, status)) {
    return {
      outcome: "failed",
      error: { code: "status", message: statusMessage(config, answer) },
      retryable: isRetryableStatus(status),
      retryAfterSeconds: retryAfterSeconds(status, {
        retryAfter: headerOf(answer, "retry-after"),
        date: headerOf(answer, "date"),
      }),
      result,
    };
  }
  if (answer.body.isTooLarge) {
    const message = `The answer is larger than ${READ_BYTES / 1024 / 1024} MiB.`;
    return {
      outcome: "failed",
      error: { code: "too_large", message },
      retryable: false,
      retryAfterSeconds: null,
      result,
    };
  }
  return { outcome: "completed", result };
}

/** A call that came to nothing. */
export function outcomeOfFault(fault: HttpFault): ExecutionOutcome {
  return {
    outcome: "failed",
    error: { code: fault.code, message: fault.message },
    retryable: isRetryableCode(fault.code),
    retryAfterSeconds: null,
  };
}

/** An attempt that was ended from outside; `timeoutMs` is the attempt's own timeout. */
export function outcomeOfCause(cause: AbortCause, timeoutMs: number | null): ExecutionOutcome {
  switch (cause) {
    case "cancelled":
      return { outcome: "cancelled" };
    case "timeout": {
      const within = timeoutMs === null ? "in time" : `within ${timeoutMs / 1000} s`;
      const message = `The target did not answer completely ${within}.`;
      return { outcome: "timed_out", error: { code: "timeout", message }, retryable: true };
    }
    case "lost":
    case "shutdown":
      return { outcome: "abandoned", cause };
  }
}
