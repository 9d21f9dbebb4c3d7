import type { ProblemView } from "../contracts/problem.ts";
import { type ProblemCode, ServiceError, unavailable } from "../domain/errors.ts";
import { logger } from "../platform/logger.ts";
import { isUnavailable } from "../platform/unavailable.ts";
import { UnsupportedMediaType } from "./read-body.ts";

type Refusal = { readonly status: number; readonly title: string };

/** The one place where a code becomes a status. */
const REFUSALS: Readonly<Record<ProblemCode, Refusal>> = {
  malformed: { status: 400, title: "The request cannot be read" },
  unauthenticated: { status: 401, title: "Not signed in" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "Conflict with what is stored" },
  run_final: { status: 409, title: "The run has ended" },
  lease_lost: { status: 409, title: "The lease is lost" },
  stale: { status: 412, title: "Changed meanwhile" },
  too_large: { status: 413, title: "Too large" },
  invalid: { status: 422, title: "Not acceptable" },
  idempotency_mismatch: { status: 422, title: "Idempotency key used for something else" },
  rate_limited: { status: 429, title: "Too many calls" },
  unavailable: { status: 503, title: "Not available at the moment" },
};

/** Any error as problem+json (RFC 9457). What is not a refusal of ours is logged and tells nothing of its inside. */
export function problemResponse(error: unknown, requestId: string): Response {
  const refusal = asRefusal(error);
  if (refusal === null) {
    logger("http").error({ requestId, err: withoutValues(error) }, "a call failed unexpectedly");
    return write(500, requestId, {
      title: "Failed",
      code: "unavailable",
      detail: `The call failed on our side. Our log says more under the request id ${requestId}.`,
    });
  }
  const { status, title } = REFUSALS[refusal.code];
  const headers = headersOf(refusal);
  return write(
    refusal instanceof UnsupportedMediaType ? 415 : status,
    requestId,
    {
      title,
      code: refusal.code,
      detail: refusal.message,
      ...(refusal.problems.length === 0 ? {} : { errors: [...refusal.problems] }),
      ...(refusal.missingScopes.length === 0 ? {} : { missingScopes: [...refusal.missingScopes] }),
    },
    headers,
  );
}

/** 405 with the methods that exist. */
export function methodNotAllowed(method: string, allow: string, requestId: string): Response {
  const body = {
    title: "Method not allowed",
    code: "malformed",
    detail: `${method} does nothing here. Allowed: ${allow}.`,
  } as const;
  return write(405, requestId, body, { Allow: allow });
}

/** A failed statement's own message lists the values it was given, passwords' hashes among them; its cause does not. */
function withoutValues(error: unknown): unknown {
  return error instanceof Error && "params" in error && error.cause instanceof Error
    ? error.cause
    : error;
}

function asRefusal(error: unknown): ServiceError | null {
  if (error instanceof ServiceError) return error;
  if (!isUnavailable(error)) return null;
  return unavailable("The database cannot be reached at the moment. Try again.", error);
}

function headersOf(error: ServiceError): Record<string, string> {
  const headers: Record<string, string> = {};
  if (error.retryAfterSeconds !== null) headers["Retry-After"] = String(error.retryAfterSeconds);
  if (error.code === "unauthenticated") headers["WWW-Authenticate"] = "Bearer";
  return headers;
}

function write(
  status: number,
  requestId: string,
  said: Omit<ProblemView, "type" | "status" | "requestId">,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { title, ...rest } = said;
  const body: ProblemView = { type: "about:blank", title, status, requestId, ...rest };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json; charset=utf-8", ...headers },
  });
}
