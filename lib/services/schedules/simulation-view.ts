import type { Occurrence as OccurrenceView } from "../../contracts/schedule.ts";
import type { SimulatedSlotView, SlotCountsView } from "../../contracts/simulation.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { Occurrence } from "../../domain/schedule/preview.ts";
import type { OverlapCounts } from "../../domain/simulate/prediction.ts";
import type { SimulatedSlot, SlotCounts } from "../../domain/simulate/simulate.ts";
import type { PredictedOverlap } from "../../domain/simulate/types.ts";

/** A simulated slot as the API shows it. */
export function slotView({ excluded, overlaps, notes, ...slot }: SimulatedSlot): SimulatedSlotView {
  const calendar = excluded && {
    calendar: excluded.calendar,
    entry: excluded.entry,
    name: excluded.name,
  };
  return {
    ...slot,
    notes: [...notes],
    ...(calendar ? { calendar } : {}),
    ...(overlaps
      ? { overlaps: { typical: overlapView(overlaps.typical), slow: overlapView(overlaps.slow) } }
      : {}),
  };
}

function overlapView({ behind, startsAt, ...overlap }: PredictedOverlap) {
  return {
    ...overlap,
    behind: behind === null ? null : formatInstant(behind),
    startsAt: startsAt === null ? null : formatInstant(startsAt),
  };
}

/** A moment of a difference as the API shows it. */
export function occurrenceView({ notes, ...occurrence }: Occurrence): OccurrenceView {
  return { ...occurrence, notes: [...notes] };
}

/** Counts as the API shows them. */
export function countsView({ predicted, ...counts }: SlotCounts): SlotCountsView {
  if (predicted === null) return { ...counts, predicted };
  const { slots, until, typical, slow } = predicted;
  return {
    ...counts,
    predicted: {
      slots,
      until: until === null ? null : formatInstant(until),
      typical: decisionsView(typical),
      slow: decisionsView(slow),
    },
  };
}

function decisionsView({ cancels_previous: cancelsPrevious, ...counts }: OverlapCounts) {
  return { ...counts, cancelsPrevious };
}
