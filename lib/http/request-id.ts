import { newId } from "../platform/ids.ts";

const ACCEPTABLE = /^[A-Za-z0-9._:-]{1,100}$/;

/** The caller's `X-Request-Id` where it is harmless in logs, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given !== null && ACCEPTABLE.test(given) ? given : newId();
}

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The W3C trace context of a request, null when there is none or it is not well formed. */
export function traceparentOf(headers: Headers): string | null {
  const given = headers.get("traceparent");
  return given !== null && TRACEPARENT.test(given) ? given : null;
}
