import { setImmediate } from "node:timers/promises";

/** Runs long arithmetic without holding up anybody else: between its steps whatever waits has its turn. */
export async function inSteps<Result>(steps: Generator<void, Result, void>): Promise<Result> {
  let step = steps.next();
  while (!step.done) {
    await setImmediate();
    step = steps.next();
  }
  return step.value;
}
