import type { Logger } from "pino";
import type { Platform } from "../lib/services/context.ts";
import { noteCancelCall, takeDueCancelCalls } from "../lib/services/runs/cancel-calls.ts";
import type { ClaimedWork } from "../lib/services/runs/claim.ts";
import { secretNamesOf } from "../lib/services/runs/render-execution.ts";
import type { SecretReader } from "../lib/services/secrets/reader.ts";
import type { CancelCallOutcome } from "./executors/executor.ts";
import { Loop } from "./loop.ts";
import { type Executors, renderedExecution } from "./run-attempt.ts";

/** Calls at a time. */
const BATCH = 20;
/** A lost hint, or a call that is to be repeated, waits this long. */
const LOOK_MS = 5_000;

export type CancelCallerOptions = {
  readonly executors: Executors;
  readonly secrets: SecretReader;
  readonly publicUrl: string;
  readonly log: Logger;
};

/** Tells targets that took runs over which of them are to be cancelled, where their configuration says how. */
export function createCancelCaller(
  platform: Pick<Platform, "db">,
  { executors, secrets, publicUrl, log }: CancelCallerOptions,
): Loop {
  const call = async (work: ClaimedWork): Promise<void> => {
    const end = await tell(work, executors, { secrets, publicUrl });
    if (end === "failed") log.warn({ run: work.run.id }, "a target could not be told of a cancel");
    await noteCancelCall(platform, work, end);
  };
  const turn = async (): Promise<number> => {
    const due = await takeDueCancelCalls(platform, BATCH);
    await Promise.all(due.map(call));
    return due.length < BATCH ? LOOK_MS : 0;
  };
  return new Loop({ name: "cancel calls", turn, log });
}

async function tell(
  work: ClaimedWork,
  executors: Executors,
  { secrets, publicUrl }: Pick<CancelCallerOptions, "secrets" | "publicUrl">,
): Promise<CancelCallOutcome> {
  const cancel = executors.get(work.template.executor)?.cancel;
  if (cancel === undefined) return "nobody";
  const unlocked = await secrets
    .read(work.run.projectId, secretNamesOf(work))
    .catch(() => undefined);
  if (unlocked === undefined) return "failed";
  const rendered = renderedExecution(work, publicUrl, unlocked);
  return rendered.ok ? cancel(rendered.execution) : "nobody";
}
