import type { OverlapFacts } from "./decision.ts";
import type { OverlapPolicy } from "./policies.ts";

/** From this many held runs on, `queue_all` skips (O2). Those of a backfill neither count nor are skipped (B1). */
export const MAX_HELD_RUNS = 1000;

/** A run that counts as active (O1): pending, running or cancelling; one asked for later only from then. */
export type ActiveRun = {
  readonly id: string;
  readonly held: boolean;
  /** Has not begun, so that a cancel ends it at once; held ones have not either. */
  readonly pending?: boolean;
  readonly ofBackfill?: boolean;
};

export type OverlapInput = {
  readonly policy: OverlapPolicy;
  readonly maxConcurrentRuns: number | null;
  /** The job's active runs, oldest first, those opened earlier in the same pass included. */
  readonly active: readonly ActiveRun[];
  /** A catch-up run of misfire policy `all` (O3). */
  readonly catchUp: boolean;
  /** How many of them are held, where the caller counts along: over thousands of slots, counting each time adds up. */
  readonly heldAmong?: number;
  /** A run of a backfill, for which the queue is never full. */
  readonly ofBackfill?: boolean;
};

export type OverlapVerdict =
  | { readonly verdict: "open" }
  /** Opened but held; `behind` is the run that must end before its turn comes, as long as runs end in order. */
  | { readonly verdict: "hold"; readonly behind: string }
  | { readonly verdict: "skip"; readonly rule: null | "queue_full"; readonly inTheWay: string }
  /** Opened but held behind `behind` until every run in `cancel`, all that are active, is final. */
  | {
      readonly verdict: "cancel_previous";
      readonly cancel: readonly string[];
      readonly behind: string;
    };

/** What becomes of a slot, or a run by hand, that meets active runs of its job. Rules O1 to O3. */
export function decideOverlap(input: OverlapInput): OverlapVerdict {
  const { policy, active } = input;
  const limit = concurrencyLimit(input);
  const predecessor = active[active.length - limit];
  if (predecessor === undefined) return { verdict: "open" };
  if (input.catchUp) return { verdict: "hold", behind: predecessor.id };
  const oldest = active.find((run) => !run.held) ?? predecessor;
  switch (policy) {
    case "allow":
      return { verdict: "hold", behind: predecessor.id };
    case "skip":
      return { verdict: "skip", rule: null, inTheWay: oldest.id };
    case "queue_one": {
      const waiting = active.find((run) => run.held);
      if (waiting !== undefined) return { verdict: "skip", rule: null, inTheWay: waiting.id };
      return { verdict: "hold", behind: predecessor.id };
    }
    case "queue_all":
      if (input.ofBackfill !== true && isQueueFull(active))
        return { verdict: "skip", rule: "queue_full", inTheWay: oldest.id };
      return { verdict: "hold", behind: predecessor.id };
    case "cancel_previous":
      return {
        verdict: "cancel_previous",
        cancel: active.map((run) => run.id),
        behind: (active.find((run) => !run.held && run.pending !== true) ?? oldest).id,
      };
  }
}

/** The active runs as they are after some of them were asked to cancel: what has not begun is gone, the rest goes on. */
export function afterCancel(
  active: readonly ActiveRun[],
  cancelled: readonly string[],
): ActiveRun[] {
  const asked = new Set(cancelled);
  return active.filter((run) => !asked.has(run.id) || !(run.held || run.pending === true));
}

/** What a verdict was decided on. */
export function overlapFacts(input: OverlapInput): OverlapFacts {
  const limit = concurrencyLimit(input);
  const { policy, active } = input;
  const held = input.heldAmong ?? countHeld(active);
  return { policy, limit: Number.isFinite(limit) ? limit : null, active: active.length, held };
}

/** How many of these runs are held. */
export function countHeld(active: readonly ActiveRun[]): number {
  return active.reduce((count, run) => count + (run.held ? 1 : 0), 0);
}

function isQueueFull(active: readonly ActiveRun[]): boolean {
  const own = active.filter((run) => run.held && run.ofBackfill !== true);
  return own.length >= MAX_HELD_RUNS;
}

/** Active runs from which on a new one overlaps (O1); catch-up runs go one by one whatever the limit (O3). */
function concurrencyLimit({ policy, maxConcurrentRuns, catchUp }: OverlapInput): number {
  if (policy === "allow") return maxConcurrentRuns ?? Number.POSITIVE_INFINITY;
  return catchUp ? 1 : (maxConcurrentRuns ?? 1);
}
