import type { CompiledCalendars, ExclusionReason } from "../calendar/types.ts";
import { type BaseSchedule, FIRING_SEARCH, fateOf } from "./base.ts";
import type { CompiledSchedule, Instant, Slot, SlotFate } from "./types.ts";
import { wallClock } from "./wall-clock.ts";
import type { Zone } from "./zone.ts";

/**
 * The slots of a schedule whose calendars take slots out (K1, `onExcluded: skip`): all stay slots, those at an excluded
 * local time do not fire. A slot that gap policy `skip` takes out is not judged any more (M1).
 */
export function judgedSlots(
  base: BaseSchedule,
  zone: Zone,
  calendars: CompiledCalendars,
): CompiledSchedule {
  const clock = wallClock(zone);

  const judge = (slot: Slot): Slot => {
    if (!slot.fires) return slot;
    const excluded = calendars.judge(clock.toLocal(slot.at));
    return excluded ? { ...slot, fires: false, excluded } : slot;
  };

  /** End of the stretch of instants around one in which the calendars give no other reason. */
  const stretchEnd = (at: Instant, limit: Instant): Instant => {
    const { offset, until } = clock.spanAt(at);
    return calendars.stretchEnd(at + offset, Math.min(until, limit) + offset) - offset;
  };
  const stretchStart = (at: Instant, limit: Instant): Instant => {
    const { offset, from } = clock.spanAt(at);
    return calendars.stretchStart(at + offset, Math.max(from, limit) + offset) - offset;
  };

  const first = (fate: SlotFate, from: Instant, to: Instant, stretches = Infinity): Slot | null => {
    if (fate === "dst_gap") return base.gaps(from, to)[0] ?? null;
    let slot = base.next(from - 1);
    for (let looked = 0; slot && slot.at < to && looked <= stretches; looked++) {
      const seen = judge(slot);
      if (fateOf(seen) === fate) return seen;
      const isGap = !slot.fires;
      slot = base.next(isGap ? slot.at : stretchEnd(slot.at, to) - 1);
    }
    return null;
  };

  const last = (fate: SlotFate, from: Instant, to: Instant): Slot | null => {
    if (fate === "dst_gap") return base.gaps(from, to).at(-1) ?? null;
    let slot = base.previous(to);
    while (slot && slot.at >= from) {
      const seen = judge(slot);
      if (fateOf(seen) === fate) return seen;
      const isGap = !slot.fires;
      slot = base.previous(isGap ? slot.at : stretchStart(slot.at, from));
    }
    return null;
  };

  const countExcluded = (reason: ExclusionReason, from: Instant, to: Instant): number => {
    let total = 0;
    for (let slot = base.next(from - 1); slot && slot.at < to; ) {
      const end = stretchEnd(slot.at, to);
      if (calendars.judge(clock.toLocal(slot.at))?.reason === reason) {
        total += base.count(slot.at, end) - base.gaps(slot.at, end).length;
      }
      slot = base.next(end - 1);
    }
    return total;
  };

  return {
    next(after) {
      const slot = base.next(after);
      return slot && judge(slot);
    },
    previous(before) {
      const slot = base.previous(before);
      return slot && judge(slot);
    },
    between: (from, to, limit) => base.between(from, to, limit).map(judge),
    count: base.count,
    nextFiring(after) {
      const slot = base.next(after);
      const to = (slot?.at ?? after) + FIRING_SEARCH.ms;
      return first("fires", after + 1, to, FIRING_SEARCH.stretches);
    },
    first: (fate, from, to) => first(fate, from, to),
    last,
    countOf(fate, from, to) {
      if (fate === "dst_gap") return base.gaps(from, to).length;
      if (fate !== "fires") return countExcluded(fate, from, to);
      const excluded = countExcluded("calendar", from, to) + countExcluded("window", from, to);
      return base.count(from, to) - base.gaps(from, to).length - excluded;
    },
  };
}
