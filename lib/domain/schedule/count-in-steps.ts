import type { CompiledSchedule, Instant, SlotFate } from "./types.ts";

/** Time whose slots are counted between two pauses: a few milliseconds of work under the dearest of rules (K1, `move`). */
const STEP_MS = 15 * 86_400_000;

/** Number of slots with from ≤ at < to, all or those of one fate, counted piece by piece with a pause after each. */
export function* countInSteps(
  schedule: CompiledSchedule,
  fate: SlotFate | "any",
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Generator<void, number, void> {
  let count = 0;
  for (let start = from; start < to; start += STEP_MS) {
    const end = Math.min(start + STEP_MS, to);
    count += fate === "any" ? schedule.count(start, end) : schedule.countOf(fate, start, end);
    yield;
  }
  return count;
}
