import { setImmediate } from "node:timers/promises";

/** Work done in one go: steps are often much shorter, and giving way has its price. */
const TURN_MS = 5;

/** Runs long arithmetic without holding up anybody else: every few milliseconds whatever waits has its turn. */
export async function inSteps<Result>(steps: Generator<void, Result, void>): Promise<Result> {
  let turnEnds = performance.now() + TURN_MS;
  let step = steps.next();
  while (!step.done) {
    if (performance.now() >= turnEnds) {
      await setImmediate();
      turnEnds = performance.now() + TURN_MS;
    }
    step = steps.next();
  }
  return step.value;
}
