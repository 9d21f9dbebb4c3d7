import type { Logger } from "pino";
import type { Platform } from "../lib/services/context.ts";
import { renewZones } from "../lib/services/jobs/renew-zones.ts";
import { endPauses } from "../lib/services/projects/end-pauses.ts";
import {
  endOverdueAttempts,
  expireStartTimeouts,
  nextExpiry,
  reissueLostMessages,
} from "../lib/services/runs/put-right.ts";
import { FIRST_JOB, sweepHeld } from "../lib/services/runs/release-held.ts";
import { markSilentWorkers } from "../lib/services/workers/mark-silent.ts";
import { Loop } from "./loop.ts";

const LOOK_MS = 5_000;
/** Things that only a crash leaves behind are looked for more seldom. */
const SWEEP_EVERY = 6;
/** A message is announced with its run; one this late without is lost. */
const SILENT_SECONDS = 10;
const GONE_SECONDS = 60;
/** Only workers of an older version, running beside this one, make more work of this kind. */
const RENEW_EVERY = 360;

/** Finds what nobody is left to finish: ended leases, passed limits, silent workers, lost messages and held runs nobody let go. */
export function createCustodian(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  options: { log: Logger; random: () => number },
): Loop {
  let turns = 0;
  let sweptTo = FIRST_JOB;
  const turn = async (): Promise<number> => {
    const ended = await endOverdueAttempts(platform, options.random);
    if (ended > 0) options.log.warn({ runs: ended }, "attempts ended for their holders");
    await expireStartTimeouts(platform);
    await markSilentWorkers(platform, GONE_SECONDS);
    await endPauses(platform);
    if (turns % SWEEP_EVERY === 0) sweptTo = await sweep(platform, options.log, sweptTo);
    if (turns % RENEW_EVERY === 0) await renew(platform, options.log);
    turns += 1;
    const expiry = await nextExpiry(platform.db);
    return Math.min(LOOK_MS, Math.max(expiry ?? LOOK_MS, 100));
  };
  return new Loop({ name: "custodian", turn, log: options.log });
}

async function sweep(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  log: Logger,
  after: string,
): Promise<string> {
  const reissued = await reissueLostMessages(platform, SILENT_SECONDS);
  if (reissued > 0) log.warn({ runs: reissued }, "runs without a message were announced again");
  return sweepHeld(platform, after);
}

/** After an update of the runtime every job's next instant is computed again; otherwise there is nothing to do. */
async function renew(platform: Pick<Platform, "db" | "hints">, log: Logger): Promise<void> {
  const { jobs, moved } = await renewZones(platform);
  if (jobs > 0) log.info({ jobs, moved }, "jobs are planned by newer time-zone data now");
}
