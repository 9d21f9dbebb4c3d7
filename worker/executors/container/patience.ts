import { setTimeout as sleep } from "node:timers/promises";
import { EngineAway } from "./engine-errors.ts";

const PAUSE_MS = 500;

/**
 * Does `task` again while the engine is away, for `ms` milliseconds after its first failure: a restart of the engine need
 * not end what it runs. Throws the last `EngineAway` after that, any other error at once, and the signal's reason.
 */
export async function patiently<Result>(
  task: () => Promise<Result>,
  { ms, signal }: { readonly ms: number; readonly signal?: AbortSignal },
): Promise<Result> {
  let since: number | null = null;
  for (;;) {
    try {
      return await task();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof EngineAway)) throw error;
      since ??= performance.now();
      if (performance.now() - since >= ms) throw error;
      await pause(signal);
    }
  }
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  await sleep(PAUSE_MS, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}
