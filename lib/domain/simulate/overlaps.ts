import { type ActiveRun, decideOverlap, type OverlapVerdict } from "../overlap.ts";
import type { Policies } from "../policies.ts";
import type { Instant } from "../schedule/types.ts";
import type { OverlapDecision, PredictedOverlap } from "./types.ts";

/** A run that is assumed: where it waits for others, `released` is when its turn comes. */
type AssumedRun = { readonly at: Instant; readonly released: Instant; readonly end: Instant };

const DECISIONS: { readonly [V in OverlapVerdict["verdict"]]: OverlapDecision } = {
  open: "run",
  hold: "held",
  skip: "skipped",
  cancel_previous: "cancels_previous",
};

/**
 * Predicts what the overlap policy makes of slots that are told in order (O1, O2), beginning with no active run. Every run
 * takes `durationMs`, is tried once, and starts `jitterOf` its slot late (J1) or when its turn comes; a cancelled one ends
 * at once.
 */
export function overlapPredictor(options: {
  readonly policies: Pick<Policies, "overlap" | "maxConcurrentRuns">;
  readonly durationMs: number;
  readonly jitterOf: (slot: Instant) => number;
}): (slot: Instant) => PredictedOverlap {
  const { policies, durationMs, jitterOf } = options;
  const { overlap: policy, maxConcurrentRuns } = policies;
  const lanes = new Lanes(maxConcurrentRuns ?? (policy === "allow" ? Infinity : 1));
  let assumed: AssumedRun[] = [];

  return (slot) => {
    const startsAt = slot + jitterOf(slot);
    if (policy === "allow" && maxConcurrentRuns === null) return run(startsAt);
    assumed = assumed.filter(({ end }) => end > slot);
    const active = assumed.map(({ at, released }) => activeRun(at, released > slot));
    const verdict = decideOverlap({ policy, maxConcurrentRuns, active, catchUp: false });
    if (verdict.verdict === "skip") {
      const { rule, inTheWay } = verdict;
      return { decision: "skipped", rule, behind: Number(inTheWay), startsAt: null };
    }
    if (verdict.verdict === "cancel_previous") {
      assumed = [];
      lanes.clear();
    }
    const taken = lanes.take(slot, startsAt, durationMs);
    assumed.push({ at: slot, ...taken });
    const decision = DECISIONS[verdict.verdict];
    const behind = verdict.verdict === "open" ? null : Number(verdict.behind);
    return { decision, rule: null, behind, startsAt: taken.end - durationMs };
  };
}

function run(startsAt: Instant): PredictedOverlap {
  return { decision: "run", rule: null, behind: null, startsAt };
}

function activeRun(at: Instant, held: boolean): ActiveRun {
  return { id: String(at), held };
}

/** As many runs side by side as are allowed; who comes takes the one that is free first. */
class Lanes {
  readonly #limit: number;
  #freeFrom: Instant[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  clear(): void {
    this.#freeFrom = [];
  }

  /** The turn of a run that is opened at `slot` and starts at `startsAt` at the earliest. */
  take(slot: Instant, startsAt: Instant, durationMs: number): { released: Instant; end: Instant } {
    const lane =
      this.#freeFrom.length < this.#limit ? this.#freeFrom.length : earliest(this.#freeFrom);
    const released = Math.max(slot, this.#freeFrom[lane] ?? slot);
    const end = Math.max(released, startsAt) + durationMs;
    this.#freeFrom[lane] = end;
    return { released, end };
  }
}

function earliest(moments: readonly Instant[]): number {
  return moments.reduce((best, at, index) => (at < (moments[best] ?? Infinity) ? index : best), 0);
}
