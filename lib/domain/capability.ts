import type { Executor } from "./policies.ts";

/** What some workers have and some runs need: an engine that runs containers. */
export type Capability = "containers";

/** What a worker shows that it has: what some runs need, or the way to the broker, which needs no worker of a pool. */
export type Asset = Capability | "rabbitmq";

/** What a worker with these executors can offer. */
export function capabilitiesWith(executors: { has(executor: Executor): boolean }): Capability[] {
  return executors.has("container") ? ["containers"] : [];
}

/** What the runs of an executor need of the worker that takes them; null is nothing beyond being there. */
export function capabilityFor(executor: Executor): Capability | null {
  return executor === "container" ? "containers" : null;
}
