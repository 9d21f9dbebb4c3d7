import type { Logger } from "pino";
import type { Platform } from "../lib/services/context.ts";
import { nextDue, planDue } from "../lib/services/runs/plan.ts";
import { Loop } from "./loop.ts";

/** Jobs decided in one firing transaction. */
const BATCH = 500;
/** A lost hint costs this much. */
const SAFETY_LOOK_MS = 1_000;

/** Turns due slots into runs at their instant: sleeps until the next one it knows, woken by hints. `opened` is told at once. */
export function createPlanner(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  options: { log: Logger; opened: () => void },
): Loop {
  const turn = async (): Promise<number> => {
    const wait = await nextDue(platform.db);
    if (wait === null) return SAFETY_LOOK_MS;
    // A timer may fire a hair early; the rest of the way is not worth a sleep.
    if (wait > 0.5) return Math.min(wait, SAFETY_LOOK_MS);
    const planned = await planDue(platform, BATCH);
    if (planned.runs > 0) options.opened();
    return 0;
  };
  return new Loop({ name: "planner", turn, log: options.log });
}
