import type { Problem } from "./problem.ts";

/** Every way a call can be refused; the `code` of an answer. Closed: clients switch over it. */
export const PROBLEM_CODES = [
  "malformed",
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "run_final",
  "stale",
  "too_large",
  "invalid",
  "idempotency_mismatch",
  "rate_limited",
  "lease_lost",
  "unavailable",
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

type Details = {
  readonly problems?: readonly Problem[];
  readonly missingScopes?: readonly string[];
  /** Whole seconds after which the same call may succeed. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
};

/** A refusal with a code and a sentence that says what to do. Knows nothing of HTTP. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly code: ProblemCode;
  readonly problems: readonly Problem[];
  readonly missingScopes: readonly string[];
  readonly retryAfterSeconds: number | null;

  constructor(code: ProblemCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.problems = details.problems ?? [];
    this.missingScopes = details.missingScopes ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }
}

/** The object does not exist, or the caller may not see that it does. `what` is a noun: "job". */
export function notFound(what: string): ServiceError {
  return new ServiceError("not_found", `There is no such ${what}, or you may not see it.`);
}

/** The call contradicts what is stored. */
export function conflict(message: string, problems: readonly Problem[] = []): ServiceError {
  return new ServiceError("conflict", message, { problems });
}

/** Values that cannot be accepted, all of them at once. */
export function invalid(problems: readonly Problem[]): ServiceError {
  const count = problems.length === 1 ? "One value is" : `${problems.length} values are`;
  return new ServiceError("invalid", `${count} not acceptable; errors says where and why.`, {
    problems,
  });
}

/** The caller is known and may see the object, but not do this to it. */
export function forbidden(message: string, missingScopes: readonly string[] = []): ServiceError {
  return new ServiceError("forbidden", message, { missingScopes });
}

/** Nobody is signed in, or what was presented no longer works. */
export function unauthenticated(
  message = "Sign in, or send a token that is still valid as Authorization: Bearer.",
): ServiceError {
  return new ServiceError("unauthenticated", message);
}

/** The version named by `If-Match` is not the present one. */
export function stale(present: number): ServiceError {
  return new ServiceError(
    "stale",
    `It was changed meanwhile and is now at version ${present}. Read it again and repeat the change.`,
  );
}

/** The run ended before the call; nothing can change it any more. */
export function runFinal(status: string): ServiceError {
  return new ServiceError("run_final", `The run is already ${status}.`);
}

/** The lease token is wrong, or its attempt has ended or passed on: whoever holds it stops that work. */
export function leaseLost(): ServiceError {
  return new ServiceError(
    "lease_lost",
    "The lease token does not hold this run, or no longer. Stop its work; a report of it changes nothing.",
  );
}

/** What was sent cannot be read at all. */
export function malformed(message: string, cause?: unknown): ServiceError {
  return new ServiceError("malformed", message, { cause });
}

/** A part of the product cannot be reached at the moment; the call may be repeated. */
export function unavailable(message: string, cause?: unknown): ServiceError {
  return new ServiceError("unavailable", message, { cause, retryAfterSeconds: 1 });
}

/** Too many calls; `seconds` until the next is accepted. */
export function rateLimited(seconds: number): ServiceError {
  const retryAfterSeconds = Math.max(1, Math.ceil(seconds));
  return new ServiceError("rate_limited", `Too many calls. Try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  });
}
