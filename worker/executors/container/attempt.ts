import type { Deadline } from "../deadline.ts";
import type { Execution, ExecutionContext } from "../executor.ts";
import type { Engine } from "./engine.ts";
import type { FindLoose } from "./limits.ts";

/** One attempt at an engine, with all that its steps need. */
export type Attempt = {
  readonly engine: Engine;
  readonly findLoose: FindLoose;
  readonly execution: Execution;
  readonly context: ExecutionContext;
  readonly deadline: Deadline;
  readonly installation: string;
  readonly workerId: string;
  /** How long an engine may be away in the middle of a run, in milliseconds. */
  readonly patienceMs: number;
};

/** A line about the attempt in the run's log. */
export function note({ context }: Pick<Attempt, "context">, text: string): void {
  context.log("system", text);
}
