import type { Logger } from "pino";
import type { Platform } from "../lib/services/context.ts";
import { prune } from "../lib/services/retention/prune.ts";

/** Registers the housekeeping that pg-boss's locked cron drives: one worker at a time does it, however many there are. */
export async function schedulePruning(platform: Platform, log: Logger): Promise<void> {
  await platform.queue.every("housekeeping", "17 * * * *", async () => {
    const removed = await prune(platform.db, platform.config.retention);
    log.info({ removed }, "rows past their retention were removed");
  });
}
