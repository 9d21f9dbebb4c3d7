import type { Logger } from "pino";
import type { Platform } from "../lib/services/context.ts";
import { nextDue, planDue } from "../lib/services/runs/plan.ts";
import { Loop } from "./loop.ts";
import type { Runner } from "./runner.ts";

/** Jobs decided in one firing transaction: the first of a crowd start while the others are decided. */
const BATCH = 250;
/** Firing transactions at a time while a crowd is due: the database works for one as we decide the other. */
const PASSES_IN_A_CROWD = 2;
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
  let crowded = false;
  const turn = async (): Promise<number> => {
    const next = await nextDue(platform.db);
    const wait = Math.min(next.jobs ?? SAFETY_LOOK_MS, next.delayed ?? SAFETY_LOOK_MS);
    // A timer may fire a hair early; the rest of the way is not worth a sleep.
    if (wait > 0.5) return Math.min(wait, SAFETY_LOOK_MS);
    const only = { jobs: isDue(next.jobs), delayed: isDue(next.delayed) };
    const passes = crowded ? PASSES_IN_A_CROWD : 1;
    const sizes = await Promise.all(
      Array.from({ length: passes }, (_, pass) =>
        plan({ ...only, delayed: only.delayed && pass === 0 }, passes - pass),
      ),
    );
    crowded = sizes.some((jobs) => jobs >= BATCH);
    return 0;
  };
  /** One pass; it may fill its share of the free slots. Answers how many jobs it decided. */
  const plan = async (
    only: { jobs: boolean; delayed: boolean },
    share: number,
  ): Promise<number> => {
    let jobs = 0;
    await runner.withFreeSlots(share, async (here) => {
      const planned = await planDue(platform, BATCH, { here, only });
      jobs = planned.jobs;
      for (const { jobId, error } of planned.undecided)
        log.error({ job: jobId, err: error }, "a job could not be decided; it is tried again");
      return planned.started;
    });
    return jobs;
  };
  return new Loop({ name: "planner", turn, log });
}

function isDue(wait: number | null): boolean {
  return wait !== null && wait <= 0.5;
}
