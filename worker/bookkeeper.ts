import type { Logger } from "pino";
import type { Platform } from "../lib/services/context.ts";
import { checkLedgers } from "../lib/services/ledger/check.ts";

/** What a minute's look at the ledgers may take: a few hundred milliseconds of the database. */
const STEP = { jobs: 2_000, slots: 100_000 };

/** Jobs a step names in the log. */
const NAMED = 20;

/** Registers the check of all jobs' ledgers, which goes round by round, a step a minute, whichever worker does it. */
export async function scheduleBookkeeping(platform: Platform, log: Logger): Promise<void> {
  await platform.queue.every("ledger", "* * * * *", async () => {
    const { found, resolved } = await checkLedgers(platform, STEP);
    for (const { jobId, range, difference } of found.slice(0, NAMED))
      log.error(
        { job: jobId, from: new Date(range.from), to: new Date(range.to), difference },
        "a ledger does not add up: above 0 slots have no row, below 0 there are rows without a slot",
      );
    if (found.length > NAMED)
      log.error({ jobs: found.length }, "ledgers do not add up; the first are named above");
    for (const jobId of resolved.slice(0, NAMED))
      log.info({ job: jobId }, "a ledger adds up again");
  });
}
