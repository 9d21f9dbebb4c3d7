import { setTimeout as pause } from "node:timers/promises";
import type { ClaimedWork } from "../lib/services/runs/claim.ts";
import { secretNamesOf } from "../lib/services/runs/render-execution.ts";
import {
  type SecretReader,
  SecretUnreadable,
  type Unlocked,
} from "../lib/services/secrets/reader.ts";
import type { AbortCause, ExecutionOutcome } from "./executors/executor.ts";

const RETRY_MS = 250;
const NONE: Unlocked = { values: new Map(), masker: null };

/**
 * The secrets an attempt needs, or how it ends without them. While the database is away it waits, like the end of an
 * attempt does, until the attempt is ended for it.
 */
export async function unlockSecrets(
  work: ClaimedWork,
  reader: SecretReader,
  signal: AbortSignal,
): Promise<Unlocked | ExecutionOutcome> {
  const names = secretNamesOf(work);
  if (names.length === 0) return NONE;
  for (;;) {
    try {
      return await reader.read(work.run.projectId, names);
    } catch (error) {
      if (error instanceof SecretUnreadable) return unreadable(error);
      if (signal.aborted) return ended(signal.reason as AbortCause);
      await pause(RETRY_MS);
    }
  }
}

/** Another worker may have the key, so a retry makes sense. */
function unreadable({ message }: SecretUnreadable): ExecutionOutcome {
  const error = { code: "worker_error", message } as const;
  return { outcome: "failed", error, retryable: true, retryAfterSeconds: null };
}

function ended(cause: AbortCause): ExecutionOutcome {
  if (cause === "lost" || cause === "shutdown") return { outcome: "abandoned", cause };
  return { outcome: "cancelled" };
}
