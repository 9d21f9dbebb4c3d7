import { isObject, type JsonValue, jsonSize } from "./json.ts";
import type { AttemptReport, RunError } from "./outcome.ts";
import { ERROR_CODES } from "./run-state.ts";

/** Bytes of a result that are kept, as JSON. */
export const RESULT_BYTES = 64 * 1024;

/**
 * A result as it is kept: whole up to 64 KiB of JSON, else its beginning as text, how many bytes it had, and that it was
 * cut.
 */
export function keptResult(result: JsonValue): JsonValue {
  const bytes = jsonSize(result);
  if (bytes <= RESULT_BYTES) return result;
  return fitText(JSON.stringify(result), (text) => ({ truncated: true, bytes, text }));
}

/** A result around as much of the beginning of a text as leaves it within 64 KiB of JSON; around none, if none does. */
export function fitText<Result extends JsonValue>(
  text: string,
  around: (text: string) => Result,
): Result {
  let length = Math.min(text.length, RESULT_BYTES);
  for (;;) {
    const kept = around(text.slice(0, Math.max(0, length)).toWellFormed());
    const size = jsonSize(kept);
    if (size <= RESULT_BYTES || length <= 0) return kept;
    // What is escaped takes more room than it has characters, so the text shrinks by what it is too long, and a little more.
    length = Math.floor((length * RESULT_BYTES) / size) - 8;
  }
}

/** What a holder outside says of the end of an attempt. */
export type ReportedEnd = {
  readonly status: "completed" | "failed" | "cancelled";
  readonly error?: unknown;
  readonly retryable?: boolean | null | undefined;
};

/** The report of an attempt's end as the rules of a run's end take it. */
export function attemptReport({ status, error, retryable = null }: ReportedEnd): AttemptReport {
  if (status !== "failed") return { outcome: status };
  return { outcome: "failed", error: reportedError(error), retryable, retryAfterSeconds: null };
}

/** Codes of runs are a closed list: what a worker has of its own stands before its message, under `worker_error`. */
function reportedError(error: unknown): RunError {
  const { code, message } = partsOf(error);
  const known = ERROR_CODES.find((one) => one === code);
  if (known !== undefined) return { code: known, message: message ?? "" };
  const said = [code, message].filter((part) => part !== null).join(": ");
  return {
    code: "worker_error",
    message: said || "The worker reported a failure and said no more.",
  };
}

function partsOf(error: unknown): { code: string | null; message: string | null } {
  if (typeof error === "string") return { code: null, message: textOf(error) };
  if (!isObject(error)) return { code: null, message: null };
  return { code: textOf(error["code"]), message: textOf(error["message"]) };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}
