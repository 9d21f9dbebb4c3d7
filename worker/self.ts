import type { Asset, Capability } from "../lib/domain/capability.ts";

/** Who this process is in the list of workers. */
export type WorkerSelf = {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly pools: readonly string[];
  readonly capabilities: readonly Capability[];
  readonly slots: number;
};

/** The same as it enters itself in that list. */
export type ShownSelf = Omit<WorkerSelf, "capabilities"> & {
  readonly capabilities: readonly Asset[];
};
