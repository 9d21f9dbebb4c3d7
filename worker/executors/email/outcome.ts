import type { AbortCause, ExecutionOutcome } from "../executor.ts";
import type { EmailFault } from "./fault.ts";
import type { Sent } from "./mailer.ts";

/** The server took the message for at least one recipient; sending it again would reach those twice. */
export function outcomeOfSent({ messageId, accepted, rejected }: Sent): ExecutionOutcome {
  return { outcome: "completed", result: { messageId, accepted, rejected } };
}

/** A message that nobody took. */
export function outcomeOfFault({ code, message, retryable }: EmailFault): ExecutionOutcome {
  return { outcome: "failed", error: { code, message }, retryable, retryAfterSeconds: null };
}

/** An attempt that was ended from outside; `timeoutMs` is the attempt's own timeout. */
export function outcomeOfCause(cause: AbortCause, timeoutMs: number | null): ExecutionOutcome {
  switch (cause) {
    case "cancelled":
      return { outcome: "cancelled" };
    case "timeout": {
      const within = timeoutMs === null ? "in time" : `within ${timeoutMs / 1000} s`;
      const message = `The mail server did not take the message ${within}.`;
      return { outcome: "timed_out", error: { code: "timeout", message }, retryable: true };
    }
    case "lost":
    case "shutdown":
      return { outcome: "abandoned", cause };
  }
}
