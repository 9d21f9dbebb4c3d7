import type { Platform } from "../context.ts";
import { finishAttempts } from "../runs/finish.ts";
import type { OutsideWork } from "./types.ts";

/** Gives back runs that nobody came for; they are charged to nobody. Where that fails their leases end. */
export async function giveBack(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  work: readonly OutsideWork[],
): Promise<void> {
  const ends = work.map(({ run, policies }) => ({
    runId: run.id,
    leaseToken: run.leaseToken,
    attempt: run.attempt,
    lostCount: run.lostCount,
    releaseCount: run.releaseCount,
    // Nobody has seen it, so to start it now is to start it once.
    policies: { ...policies, onWorkerLost: "retry" } as const,
    report: { outcome: "released" } as const,
    result: null,
    random: 0,
  }));
  await finishAttempts(platform, ends).catch(() => undefined);
}
