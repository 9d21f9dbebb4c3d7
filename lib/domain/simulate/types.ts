import type { CompiledCalendars } from "../calendar/types.ts";
import type { Policies } from "../policies.ts";
import type { Instant, Schedule } from "../schedule/types.ts";

/** A definition as far as simulating it needs it. */
export type SimulatedJob = {
  readonly schedule: Schedule;
  /** Its anchor is only the moment of saving, which is no slot (I3). */
  readonly skipsAnchor: boolean;
  /** Feeds `H` (X5) and jitter (J1); null before there is a job. */
  readonly jobId: string | null;
  /** Those that judge the slots (K1), null for none. */
  readonly calendars: CompiledCalendars | null;
  readonly policies: Pick<Policies, "overlap" | "maxConcurrentRuns">;
};

/** Instants from ≤ t < to (S2), and how many slots are listed one by one. */
export type SimulatedRange = {
  readonly from: Instant;
  readonly to: Instant;
  readonly limit: number;
};

/** How long runs took: half of them at most `p50Ms`, 95 of 100 at most `p95Ms`. Milliseconds. */
export type RunLengths = { readonly p50Ms: number; readonly p95Ms: number };

/** What the overlap policy would make of a slot (O2). */
export type OverlapDecision = "run" | "skipped" | "held" | "cancels_previous";

/** What would become of a slot if every run took the same time. */
export type PredictedOverlap = {
  readonly decision: OverlapDecision;
  readonly rule: "queue_full" | null;
  /** The slot whose run is in the way. */
  readonly behind: Instant | null;
  /** When its run would start; null where it has none. */
  readonly startsAt: Instant | null;
};
