import type { MisfirePolicy, OverlapPolicy } from "./policies.ts";

/**
 * What a row of the ledger was decided on: the data behind its `reason` and `rule`. A run that was simply opened at its
 * instant has none. Parts add up: a catch-up run may have waited, a slot of a pause may be coalesced. Instants are
 * written as the API writes them; run ids name rows of the same ledger.
 */
export type RunDecision = {
  /** Slug of the calendar that excluded the slot, position and name of its entry (K1). */
  readonly calendar?: string;
  readonly entry?: number;
  readonly name?: string;
  /** The excluded instant a calendar moved the slot from (K1). */
  readonly movedFrom?: string;
  /** How much later than `scheduledFor` it may start, where the schedule spreads its starts (J1). */
  readonly jitterMs?: number;
  /** The figures by which a slot that was not on time was judged (M2, M3, P3). */
  readonly misfire?: MisfireFacts;
  /** The policy by which a slot that was not on time went on all the same (M3). */
  readonly catchUp?: "latest" | "all";
  /** The row that stands for this one (M3). */
  readonly coalescedInto?: string;
  /** The pause the slot lies in (P3). */
  readonly pause?: PauseFacts;
  /** What the overlap rule found, where it did not let the run go at once (O1, O2). */
  readonly overlap?: OverlapFacts;
  /** The run in the way of one that was skipped (O2). */
  readonly inTheWay?: string;
  /** What a run was held for, in turn; the last has no end as long as it is held. */
  readonly waits?: Wait[];
  /** The run for which this one was cancelled (`cancel_previous`). */
  readonly replacedBy?: string;
};

export type MisfireFacts = {
  /** The job's, or what the person who ended the pause chose. */
  readonly policy: MisfirePolicy["policy"];
  /** Seconds from the slot, the first of a common row, to the moment its age counts at: the pass, or the end of the pause. */
  readonly ageSeconds: number;
  /** Null in a pause, in which no slot is on time. */
  readonly graceSeconds: number | null;
  readonly windowSeconds: number;
  readonly maxRuns: number;
};

export type PauseFacts = {
  /** Whose pause it was. */
  readonly of: "job" | "project";
  readonly since: string;
  readonly endedAt: string;
  /** The moment at which it was to end by itself; null until further notice. */
  readonly until: string | null;
  /** Id of the user who paused. */
  readonly by: string | null;
  readonly note: string | null;
};

export type OverlapFacts = {
  /** The job's, or the one a run by hand named for itself. */
  readonly policy: OverlapPolicy;
  /** Active runs from which on another overlaps; null is no limit. */
  readonly limit: number | null;
  /** Active runs at that moment, and those of them that were held. */
  readonly active: number;
  readonly held: number;
};

export type Wait = {
  readonly for: "overlap" | "concurrency";
  /** The run that held it when it began to wait. */
  readonly behind: string;
  readonly since: string;
  readonly until: string | null;
  /** The concurrency group that was full. */
  readonly group?: GroupFacts;
};

export type GroupFacts = {
  readonly key: string;
  /** The limit of the run's own job. */
  readonly limit: number;
  /** Places taken. */
  readonly taken: number;
};
