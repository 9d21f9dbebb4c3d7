import type { CompiledSchedule, Instant, Slot } from "./schedule/types.ts";

/** Slots of one backfill at most (B1). */
export const MAX_BACKFILL_SLOTS = 10_000;

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
 * job was made and in its pauses; those that a gap or a calendar takes out are among them.
 */
export function backfillSlots(schedule: CompiledSchedule, range: BackfillRange): BackfillSlots {
  const { from } = range;
  const to = Math.max(from, Math.min(range.to, range.decidedUntil));
  const count = schedule.count(from, to);
  if (count > MAX_BACKFILL_SLOTS) return { ok: false, count };
  return { ok: true, slots: schedule.between(from, to, MAX_BACKFILL_SLOTS) };
}
