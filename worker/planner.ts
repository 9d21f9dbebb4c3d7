import type { Logger } from "pino";
import type { Db } from "../db/client.ts";
import type { Platform } from "../lib/services/context.ts";
import { nextDue, planDue } from "../lib/services/runs/plan.ts";
import { Loop } from "./loop.ts";
import type { Runner } from "./runner.ts";

/** Jobs decided in one firing transaction: the first of a crowd start while the others are decided. */
const BATCH = 250;
/** Firing transactions at a time while a crowd is due: the database works for one as we decide the other. */
const PASSES_IN_A_CROWD = 2;
/** How exact timers are. */
const TIMER_MS = 1;
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
  let known: Known | null = null;
  const turn = async (): Promise<number> => {
    // What the last look said is due now is not asked for again: that would be another trip before it starts.
    const due = known ?? (await look(platform.db));
    known = null;
    if (due.wait > 0) {
      if (due.wait <= SAFETY_LOOK_MS) known = { ...due, wait: 0 };
      return Math.min(due.wait, SAFETY_LOOK_MS);
    }
    const passes = crowded || due.crowded ? PASSES_IN_A_CROWD : 1;
    const sizes = await Promise.all(
      Array.from({ length: passes }, (_, pass) => {
        const only = { jobs: due.jobs, delayed: due.delayed && pass === 0 };
        return plan(only, passes - pass);
      }),
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

/** What comes next, in how many milliseconds it is to be looked for, and whether it is more than a pass takes. */
type Known = {
  readonly wait: number;
  readonly jobs: boolean;
  readonly delayed: boolean;
  readonly crowded: boolean;
};

/** Asks what comes next. Timers fire up to a millisecond late and never early, so the last one is not slept away. */
async function look(db: Db): Promise<Known> {
  const { jobs, delayed, crowd } = await nextDue(db, BATCH + 1);
  const first = Math.min(jobs ?? Number.POSITIVE_INFINITY, delayed ?? Number.POSITIVE_INFINITY);
  const isNext = (wait: number | null): boolean => wait !== null && wait <= first + TIMER_MS;
  const crowded = crowd > BATCH;
  return { wait: first - TIMER_MS, jobs: isNext(jobs), delayed: isNext(delayed), crowded };
}
