import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";

const PAUSE_MS = 1_000;

/** Does `task` again and again until it succeeds: the database may be away for long when a worker starts. */
export async function persist<Result>(
  what: string,
  log: Logger,
  task: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await task();
    } catch (error) {
      log.warn({ err: error }, `${what}: not possible yet, trying again`);
      await sleep(PAUSE_MS);
    }
  }
}
