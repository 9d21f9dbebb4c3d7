import { setTimeout as sleep } from "node:timers/promises";
import type { AbortCause } from "../executor.ts";
import { type Attempt, note } from "./attempt.ts";
import { EngineAway } from "./engine-errors.ts";
import { ContainerFault } from "./fault.ts";
import { type ContainerState, inspectContainer, stopContainer, waitForEnd } from "./life.ts";
import type { Output } from "./output.ts";
import { patiently } from "./patience.ts";

/** How a container ended: by itself, or for one of our reasons. */
export type End =
  | { readonly by: "itself"; readonly state: ContainerState }
  | { readonly by: AbortCause };

/** Now and then it is looked whether the container still runs: an answer may get lost on its way. */
const LOOK_MS = 20_000;
const PAUSE_MS = 100;
/** After the timeout of an attempt its program has no longer than this to end: the custodian acts after 15 s. */
const LONGEST_GRACE_AFTER_TIMEOUT_MS = 10_000;

/** Follows a started container to its end, and its output to the last line. */
export async function watch(attempt: Attempt, id: string, output: Output): Promise<End> {
  const ended = new AbortController();
  const following = output.follow(ended.signal);
  let end: End | null = null;
  try {
    end = await untilEnd(attempt, id, output);
    return end;
  } finally {
    ended.abort();
    await following;
    if (end === null || end.by === "lost" || end.by === "shutdown") output.drop();
    else
      await output.finish().catch(() => note(attempt, "The end of the output could not be read."));
  }
}

async function untilEnd(attempt: Attempt, id: string, output: Output): Promise<End> {
  try {
    return { by: "itself", state: await waitUntilEnd(attempt, id, output) };
  } catch (error) {
    const cause = attempt.deadline.cause();
    if (cause === null) throw error;
    return stopFor(cause, attempt, id);
  }
}

async function waitUntilEnd(
  { engine, deadline, patienceMs }: Attempt,
  id: string,
  output: Output,
): Promise<ContainerState> {
  const { signal } = deadline;
  for (;;) {
    const look = (): Promise<ContainerState | null> => inspectContainer(engine, id, signal);
    const state = await patiently(look, { ms: patienceMs, signal });
    if (state === null) throw removedByOthers();
    if (state.status === "exited") return state;
    // Whatever becomes of the waiting, the next look tells.
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);
    await waitForEnd(engine, id, limit).catch((error: unknown) => {
      if (error instanceof EngineAway) output.breakOff();
      return sleep(PAUSE_MS);
    });
    signal.throwIfAborted();
  }
}

function removedByOthers(): ContainerFault {
  const message = "Somebody removed the container while it was running.";
  return new ContainerFault("worker_error", message, { retryable: true });
}

/** Lets the program end by itself where there is time for that; removing the container ends it in any case. */
async function stopFor(cause: AbortCause, attempt: Attempt, id: string): Promise<End> {
  if (cause === "lost" || cause === "shutdown") return { by: cause };
  const { engine, execution, patienceMs } = attempt;
  try {
    const state = await inspectContainer(engine, id);
    // It was done before we asked: then that is what is told.
    if (state?.status === "exited") return { by: "itself", state };
    const graceMs = graceFor(cause, execution.cancelGraceMs);
    note(attempt, `${TEXT[cause]}: the program has ${graceMs / 1000} s to end before it is killed`);
    await patiently(() => stopContainer(engine, id, graceMs / 1000), { ms: patienceMs });
  } catch (error) {
    note(attempt, error instanceof Error ? error.message : String(error));
  }
  return { by: cause };
}

const TEXT = { cancelled: "Cancelled", timeout: "Timed out" } as const;

function graceFor(cause: "cancelled" | "timeout", cancelGraceMs: number): number {
  return cause === "timeout"
    ? Math.min(cancelGraceMs, LONGEST_GRACE_AFTER_TIMEOUT_MS)
    : cancelGraceMs;
}
