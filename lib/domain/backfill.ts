import { countInSteps } from "./schedule/count-in-steps.ts";
import type { CompiledSchedule, Instant, Slot } from "./schedule/types.ts";

/** Slots of one backfill at most (B1). */
export const MAX_BACKFILL_SLOTS = 10_000;

/** Slots found between two pauses. */
const STEP_SLOTS = 500;

/** The range a backfill asks for, from ≤ slot < to, and how far the job's slots have been decided. */
export type BackfillRange = {
  readonly from: Instant;
  readonly to: Instant;
  readonly decidedUntil: Instant;
};

/** What a range holds: its slots in order, or only their number where there are too many of them. */
export type BackfillSlots =
  | { readonly ok: true; readonly slots: readonly Slot[] }
  | { readonly ok: false; readonly count: number };

/**
 * The slots of a schedule that a backfill opens (B1): all in the range that lie before `decidedUntil`, also before the
 * job was made and in its pauses; those that a gap or a calendar takes out are among them. Works in steps.
 */
export function* backfillSlots(
  schedule: CompiledSchedule,
  range: BackfillRange,
): Generator<void, BackfillSlots, void> {
  const { from } = range;
  const to = Math.max(from, Math.min(range.to, range.decidedUntil));
  const count = yield* countInSteps(schedule, "any", { from, to });
  if (count > MAX_BACKFILL_SLOTS) return { ok: false, count };
  const slots: Slot[] = [];
  while (slots.length < count) {
    const start = slots.at(-1)?.at ?? from - 1;
    slots.push(...schedule.between(start + 1, to, STEP_SLOTS));
    yield;
  }
  return { ok: true, slots };
}
