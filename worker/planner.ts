import type { Logger } from "pino";
import type { Platform } from "../lib/services/context.ts";
import { nextDue, planDue } from "../lib/services/runs/plan.ts";
import { Loop } from "./loop.ts";
import type { Runner } from "./runner.ts";

/** Jobs decided in one firing transaction. */
const BATCH = 500;
/** A lost hint costs this much. */
const SAFETY_LOOK_MS = 1_000;

/**
 * Turns due slots into runs at their instant: sleeps until the next one it knows, woken by hints. Runs for which
 * this worker has a free slot begin here and now; the runner is told of the others.
 */
export function createPlanner(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  options: { log: Logger; runner: Runner },
): Loop {
  const { log, runner } = options;
  const turn = async (): Promise<number> => {
    const next = await nextDue(platform.db);
    const wait = Math.min(next.jobs ?? SAFETY_LOOK_MS, next.delayed ?? SAFETY_LOOK_MS);
    // A timer may fire a hair early; the rest of the way is not worth a sleep.
    if (wait > 0.5) return Math.min(wait, SAFETY_LOOK_MS);
    const only = { jobs: isDue(next.jobs), delayed: isDue(next.delayed) };
    await runner.withFreeSlots(async (here) => {
      const planned = await planDue(platform, BATCH, { here, only });
      return planned.started;
    });
    return 0;
  };
  return new Loop({ name: "planner", turn, log });
}

function isDue(wait: number | null): boolean {
  return wait !== null && wait <= 0.5;
}
