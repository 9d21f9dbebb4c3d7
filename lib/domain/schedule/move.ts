import type { CompiledCalendars } from "../calendar/types.ts";
import { type BaseSchedule, FIRING_SEARCH, fateOf } from "./base.ts";
import { DAY_MS } from "./civil.ts";
import { countIn, countTogether, firstIn, lastIn } from "./move-count.ts";
import { MOVE_DAYS, moveDates } from "./move-dates.ts";
import { movedSlotAt } from "./move-slot.ts";
import { type MoveUnit, moveUnits } from "./move-units.ts";
import type { Bounds, ClockRule } from "./project.ts";
import type { CompiledSchedule, Instant, Slot, SlotFate } from "./types.ts";
import { wallClock } from "./wall-clock.ts";
import type { Zone } from "./zone.ts";

/** No slot is moved further than this, the clock changes on the way included. */
const FAR_MS = (MOVE_DAYS + 2) * DAY_MS;

/** What one more date costs a search, in excluded stretches. */
const UNIT_WORK = 4;

/**
 * The slots of a schedule whose calendars move slots (K1, `onExcluded: move`): an excluded slot comes at the same local time
 * of the next date that allows it, and is no slot where it was. One that finds no date within 31 days, or none inside the
 * schedule's window, stays and does not fire. `rule` is how local times on the new date become instants (Z2–Z4).
 */
export function movedSlots(
  base: BaseSchedule,
  zone: Zone,
  rule: ClockRule,
  bounds: Bounds,
  calendars: CompiledCalendars,
): CompiledSchedule {
  const unitAt = moveUnits(moveDates(zone, rule, bounds, calendars), zone, rule, bounds);
  const clock = wallClock(zone);
  const slotAt = (unit: MoveUnit, at: Instant): Slot =>
    movedSlotAt(base, unit.windows(null), calendars, clock, at);

  /** No run may start in an excluded stretch, so that a search for one leaves it at once. */
  const leaveExcluded = (at: Instant, to: Instant): Instant => {
    if (calendars.judge(clock.toLocal(at)) === null) return at;
    const { until, offset } = clock.spanAt(at);
    return calendars.stretchEnd(at + offset, Math.min(until, to) + offset) - offset;
  };
  const leaveExcludedBack = (at: Instant, from: Instant): Instant => {
    if (calendars.judge(clock.toLocal(at)) === null) return at;
    const { from: start, offset } = clock.spanAt(at);
    return calendars.stretchStart(at + offset, Math.max(start, from) + offset) - offset - 1;
  };

  /** Where to look on when the unit of `at` holds no more: what is meant lies behind it and not before any source of it. */
  const lookOn = (fate: SlotFate | null, at: Instant, unit: MoveUnit, to: Instant): Instant => {
    const from = fate === "fires" ? Math.max(unit.until, leaveExcluded(at, to)) : unit.until;
    const source = base.next(from - FAR_MS - 1);
    return source ? Math.max(from, source.at) : Infinity;
  };
  const lookBack = (fate: SlotFate | null, at: Instant, unit: MoveUnit, from: Instant): Instant => {
    const last = unit.from - 1;
    const to = fate === "fires" ? Math.min(last, leaveExcludedBack(at, from)) : last;
    const source = base.previous(to + 1);
    return source ? Math.min(to, source.at + FAR_MS) : -Infinity;
  };

  const search = (
    fate: SlotFate | null,
    from: Instant,
    to: Instant,
    stretches = Infinity,
  ): Slot | null => {
    let at = Math.max(from, bounds.from);
    for (let looked = 0; at < to && looked <= stretches; looked++) {
      const unit = unitAt(at);
      looked += unit.windows(fate).length + UNIT_WORK;
      const found = earliest(base, unit, fate, at);
      const slot = found === null || found >= to ? null : slotAt(unit, found);
      if (slot && isOf(slot, fate)) return slot;
      at = slot ? slot.at + 1 : lookOn(fate, at, unit, to);
    }
    return null;
  };

  const searchBack = (fate: SlotFate | null, from: Instant, to: Instant): Slot | null => {
    let at = Math.min(to, bounds.until) - 1;
    while (at >= from) {
      const unit = unitAt(at);
      const found = latest(base, unit, fate, at + 1);
      const slot = found === null || found < from ? null : slotAt(unit, found);
      if (slot && isOf(slot, fate)) return slot;
      at = slot ? slot.at - 1 : lookBack(fate, at, unit, from);
    }
    return null;
  };

  const sum = (from: Instant, to: Instant, countUnit: CountUnit): number => {
    const last = Math.min(to, bounds.until);
    let total = 0;
    for (let at = Math.max(from, bounds.from); at < last; ) {
      const unit = unitAt(at);
      total += countUnit(unit, at, Math.min(last, unit.until));
      at = lookOn(null, at, unit, last);
    }
    return total;
  };
  const countAll = (from: Instant, to: Instant): number =>
    sum(from, to, (unit, start, end) => countTogether(base, unit.windows(null), start, end));

  const countExcluded = (fate: SlotFate, from: Instant, to: Instant): number =>
    sum(from, to, (unit, start, end) => {
      let total = 0;
      for (const window of unit.windows(fate)) {
        if (window.fate !== fate) continue;
        total += countIn(base, window, Math.max(start, window.from), Math.min(end, window.until));
      }
      return total;
    });

  const gaps = (from: Instant, to: Instant): Slot[] => {
    const slots: Slot[] = [];
    if (rule.gap !== "skip") return slots;
    for (let slot = search("dst_gap", from, to); slot; slot = search("dst_gap", slot.at + 1, to)) {
      slots.push(slot);
    }
    return slots;
  };

  return {
    next: (after) => search(null, after + 1, bounds.until),
    previous: (before) => searchBack(null, bounds.from, before),
    between(from, to, limit) {
      const slots: Slot[] = [];
      for (let slot = search(null, from, to); slot && slots.length < limit; ) {
        slots.push(slot);
        slot = search(null, slot.at + 1, to);
      }
      return slots;
    },
    count: countAll,
    nextFiring(after) {
      const to = (base.next(after)?.at ?? after) + FIRING_SEARCH.ms;
      return search("fires", after + 1, Math.min(to, bounds.until), FIRING_SEARCH.stretches);
    },
    first: (fate, from, to) =>
      fate === "dst_gap" && rule.gap !== "skip"
        ? null
        : search(fate, from, Math.min(to, bounds.until)),
    last: (fate, from, to) =>
      fate === "dst_gap" && rule.gap !== "skip"
        ? null
        : searchBack(fate, Math.max(from, bounds.from), to),
    countOf(fate, from, to) {
      if (fate === "dst_gap") return gaps(from, to).length;
      if (fate !== "fires") return countExcluded(fate, from, to);
      const excluded = countExcluded("calendar", from, to) + countExcluded("window", from, to);
      return countAll(from, to) - gaps(from, to).length - excluded;
    },
  };
}

function isOf(slot: Slot, fate: SlotFate | null): boolean {
  return fate === null || fateOf(slot) === fate;
}

type CountUnit = (unit: MoveUnit, from: Instant, to: Instant) => number;

/** First instant of the unit at or after `from` where there may be a slot of this fate. */
function earliest(
  base: BaseSchedule,
  unit: MoveUnit,
  fate: SlotFate | null,
  from: Instant,
): Instant | null {
  let best: Instant | null = null;
  for (const window of unit.windows(fate)) {
    if (best !== null && window.from > best) break;
    if (fate !== null && window.fate !== fate) continue;
    const found = firstIn(base, window, from);
    if (found !== null && (best === null || found < best)) best = found;
  }
  return best;
}

/** Last instant of the unit before `to` where there may be a slot of this fate. */
function latest(
  base: BaseSchedule,
  unit: MoveUnit,
  fate: SlotFate | null,
  to: Instant,
): Instant | null {
  let best: Instant | null = null;
  for (const window of unit.windows(fate)) {
    if (fate !== null && window.fate !== fate) continue;
    const found = lastIn(base, window, to);
    if (found !== null && (best === null || found > best)) best = found;
  }
  return best;
}
