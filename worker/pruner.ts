import type { Logger } from "pino";
import { chainEnd } from "../lib/services/audit/chain-end.ts";
import type { Platform } from "../lib/services/context.ts";
import { prune } from "../lib/services/retention/prune.ts";
import { rekeyAllSecrets } from "../lib/services/secrets/rekey.ts";

/** Registers the housekeeping that pg-boss's locked cron drives: one worker at a time does it, however many there are. */
export async function schedulePruning(platform: Platform, log: Logger): Promise<void> {
  await platform.queue.every("housekeeping", "17 * * * *", async () => {
    const removed = await prune(platform.db, platform.config.retention);
    log.info({ removed }, "rows past their retention were removed");
    // Logs go elsewhere, where whoever writes the audit anew does not reach.
    log.info(await chainEnd(platform.db), "the end of the audit's chain");
    const { moved, unreadable } = await rekeyAllSecrets(platform, platform.config.secretsKeys);
    if (moved > 0) log.info({ secrets: moved }, "secrets were brought under the first key");
    if (unreadable.length > 0)
      log.error({ secrets: unreadable }, "secrets do not decrypt under any key of SECRETS_KEY");
  });
}
