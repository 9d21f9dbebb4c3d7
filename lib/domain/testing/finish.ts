/** Takes all steps of some work at once, as only a test may; answers its result. */
export function finish<Result>(steps: Generator<unknown, Result, void>): Result {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}
