import { decideOverlap, type OverlapVerdict } from "../overlap.ts";
import type { Policies } from "../policies.ts";
import type { Instant } from "../schedule/types.ts";
import { ActiveRuns } from "./active-runs.ts";
import type { OverlapDecision, PredictedOverlap } from "./types.ts";

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
  if (policy === "allow" && maxConcurrentRuns === null) {
    return (slot) => opened("run", null, slot + jitterOf(slot));
  }
  const runs = new ActiveRuns(maxConcurrentRuns ?? 1, durationMs);

  return (slot) => {
    const active = runs.at(slot);
    const verdict = decideOverlap({ policy, maxConcurrentRuns, active, catchUp: false });
    if (verdict.verdict === "skip") {
      const { rule, inTheWay } = verdict;
      return { decision: "skipped", rule, behind: Number(inTheWay), startsAt: null };
    }
    if (verdict.verdict === "cancel_previous") runs.cancelAll();
    const startsAt = runs.open(slot, slot + jitterOf(slot));
    const behind = verdict.verdict === "open" ? null : Number(verdict.behind);
    return opened(DECISIONS[verdict.verdict], behind, startsAt);
  };
}

function opened(
  decision: OverlapDecision,
  behind: Instant | null,
  startsAt: Instant,
): PredictedOverlap {
  return { decision, rule: null, behind, startsAt };
}
