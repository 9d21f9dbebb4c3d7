import type { Execution } from "../executor.ts";
import type { HttpConfig } from "./config.ts";
import {
  filterHeaders,
  type Headers,
  isReservedHeader,
  leaseHeaders,
  runHeaders,
} from "./headers.ts";
import { signatureHeaders } from "./sign.ts";

/** A request as far as the configuration and the redirects so far decide it. */
export type Call = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string | null;
  readonly signed: boolean;
  /** The target is given the lease, and so may take the run over. */
  readonly leased: boolean;
};

/** The first request of an attempt. */
export function firstCall(config: HttpConfig): Call {
  const { method, url, headers, body, sign, callback } = config;
  return {
    method,
    url,
    headers: filterHeaders(headers, (name) => !isReservedHeader(name)),
    body,
    signed: sign,
    leased: callback,
  };
}

/** The request that tells a target to end a run it took over. What the run's own call said elsewhere is not said here. */
export function cancelCall(config: HttpConfig, url: URL, execution: Execution): Call {
  const call = firstCall(config);
  const isSameOrigin = url.origin === call.url.origin;
  const headers = filterHeaders(call.headers, (name) => isSameOrigin && !describesBody(name));
  const { runId, jobId, jobName, attempt, scheduledFor } = execution;
  const said = { action: "cancel", runId, jobId, jobName, attempt };
  return {
    ...call,
    method: "POST",
    url,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ ...said, scheduledFor: new Date(scheduledFor).toISOString() }),
    leased: true,
  };
}

/** All headers of a request as it is sent, under the id of its message; `now` is in milliseconds of the epoch. */
export function headersToSend(
  call: Call,
  execution: Execution,
  now: number,
  id = execution.runId,
): Headers {
  const secret = call.signed ? execution.signingSecret : null;
  const message = { id, now, body: call.body ?? "" };
  return {
    accept: "*/*",
    "user-agent": "Punctual",
    ...call.headers,
    ...runHeaders(execution, id),
    ...(call.leased ? leaseHeaders(execution) : {}),
    ...(secret === null ? {} : signatureHeaders(secret, message)),
  };
}

/** Headers that say nothing secret and are therefore told to another origin too. */
const HARMLESS = new Set(["accept", "accept-language", "user-agent"]);

function describesBody(name: string): boolean {
  return name.startsWith("content-");
}

function becomesGet(status: number, method: string): boolean {
  if (status === 303) return method !== "GET" && method !== "HEAD";
  return (status === 301 || status === 302) && method === "POST";
}

/**
 * The request that follows an answer with a redirect status (RFC 9110, 15.4). On a change of origin it loses its
 * signature, the lease and every configured header that could hold a credential, not only `Authorization` and `Cookie`.
 */
export function redirectedCall(call: Call, status: number, target: URL): Call {
  const url = new URL(target);
  url.hash = "";
  const isSameOrigin = url.origin === call.url.origin;
  const turnsGet = becomesGet(status, call.method);
  return {
    method: turnsGet ? "GET" : call.method,
    url,
    headers: filterHeaders(call.headers, (name) =>
      describesBody(name) ? !turnsGet : isSameOrigin || HARMLESS.has(name),
    ),
    body: turnsGet ? null : call.body,
    signed: call.signed && isSameOrigin,
    leased: call.leased && isSameOrigin,
  };
}

/** Where an answer sends the caller: a URL, or null when it is no redirect one could follow. */
export function redirectTarget(call: Call, status: number, location: string | null): URL | null {
  const isRedirect = [301, 302, 303, 307, 308].includes(status);
  return isRedirect && location !== null ? URL.parse(location, call.url) : null;
}
