import type {
  Execution,
  ExecutionContext,
  ExecutionOutcome,
  Executor,
} from "../../worker/executors/executor.ts";

/** An attempt that has reached the executor and waits for its end. */
export type Call = Readonly<{
  execution: Execution;
  context: ExecutionContext;
  end(outcome: ExecutionOutcome): void;
  /** Answers once the runner has aborted the attempt, and why. */
  aborted: Promise<unknown>;
}>;

export type FakeExecutor = Executor &
  Readonly<{
    /** The next attempt to arrive. */
    next(): Promise<Call>;
    /** How many attempts have arrived. */
    calls(): number;
  }>;

/** An executor whose attempts end when and how the test says; it does not end by itself when aborted. */
export function createFakeExecutor(): FakeExecutor {
  const arrived: Call[] = [];
  const wanted: ((call: Call) => void)[] = [];
  let calls = 0;
  return {
    kind: "http",
    calls: () => calls,
    execute: (execution, context) => {
      calls += 1;
      const { promise, resolve } = Promise.withResolvers<ExecutionOutcome>();
      const aborted = new Promise<unknown>((tell) => {
        context.signal.addEventListener("abort", () => tell(context.signal.reason));
      });
      const call = { execution, context, end: resolve, aborted };
      const waiting = wanted.shift();
      if (waiting === undefined) arrived.push(call);
      else waiting(call);
      return promise;
    },
    next: () => {
      const call = arrived.shift();
      if (call !== undefined) return Promise.resolve(call);
      return new Promise((resolve) => wanted.push(resolve));
    },
  };
}
