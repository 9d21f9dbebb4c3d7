import type { Execution } from "../executor.ts";

/** Headers by name in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** What the connection itself decides (RFC 9110, 7.6.1), what tells a target who calls, and what guards the sizes. */
const RESERVED = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "idempotency-key",
  "keep-alive",
  "te",
  "traceparent",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "webhook-id",
  "webhook-signature",
  "webhook-timestamp",
]);

/** Whether a configuration cannot set this header; the name is in lower case. */
export function isReservedHeader(name: string): boolean {
  return RESERVED.has(name) || name.startsWith("punctual-") || name.startsWith("proxy-");
}

/** Keeps the headers for which `keep` answers true. */
export function filterHeaders(headers: Headers, keep: (name: string) => boolean): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => keep(name)));
}

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The headers that every HTTP run carries (api.md, External workers); compression is declined, we never unpack. Calls with
 * the same `id` are the same to the target.
 */
export function runHeaders(execution: Execution, id: string): Headers {
  const { traceparent } = execution;
  return {
    "accept-encoding": "identity",
    "idempotency-key": id,
    "punctual-run-id": execution.runId,
    "punctual-attempt": String(execution.attempt),
    "punctual-scheduled-for": new Date(execution.scheduledFor).toISOString(),
    ...(traceparent !== null && TRACEPARENT.test(traceparent) ? { traceparent } : {}),
  };
}

/** What a target needs to take a run over: where to report, and the lease. */
export function leaseHeaders({ publicUrl, runId, leaseToken }: Execution): Headers {
  return {
    "punctual-callback-url": `${publicUrl}/api/v1/worker/runs/${runId}`,
    "punctual-lease-token": leaseToken,
  };
}
