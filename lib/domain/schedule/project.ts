import type { BaseSchedule } from "./base.ts";
import type { NominalTimes } from "./nominal.ts";
import type { DstPolicy, Instant, Slot, SlotNote } from "./types.ts";
import { MAX_OFFSET_MS, type Zone, type ZoneSpan } from "./zone.ts";

/** What becomes of local times at a clock change. Gap `drop` and fold `both` is real time, as wildcard hours have it (Z4). */
export type ClockRule = {
  readonly gap: DstPolicy["gap"] | "drop";
  readonly fold: DstPolicy["fold"];
};

/** Real time: each instant whose local time matches (Z4). */
export const REAL_TIME: ClockRule = { gap: "drop", fold: "both" };

/** The instants a schedule can have slots in: from ≤ slot < until. */
export type Bounds = { readonly from: Instant; readonly until: Instant };

/** A zone span as a clock rule sees it. Local times lo ≤ local < hi have their slot at local − offset. */
export type Stretch = {
  readonly span: ZoneSpan;
  readonly lo: number;
  readonly hi: number;
  /** Instants from plainFrom up to plainUntil are untouched by any clock change. */
  readonly plainFrom: Instant;
  readonly plainUntil: Instant;
  /** Whether the missing times before its start have slots in it. */
  readonly gap: boolean;
};

const MINUTE_MS = 60_000;
const NO_NOTES: readonly SlotNote[] = [];

/**
 * Lays local times over a zone (Z1–Z4, S4, S5): the slots of a schedule whose nominal times are given. Between two clock
 * changes a slot is its local time less the offset; only at the changes themselves is there anything to decide.
 */
export function projectSlots(
  nominal: NominalTimes,
  zone: Zone,
  rule: ClockRule,
  bounds: Bounds,
): BaseSchedule {
  let latest: Stretch | null = null;

  const stretchAt = (at: Instant): Stretch => {
    if (!latest || at < latest.span.from || at >= latest.span.until) {
      latest = stretchOf(zone.spanAt(at), rule);
    }
    return latest;
  };

  const slotAt = (stretch: Stretch, at: Instant): Slot =>
    at >= stretch.plainFrom && at < stretch.plainUntil
      ? { at, notes: NO_NOTES, fires: true }
      : slotAtChange(nominal, stretch, rule, at);

  const next = (after: Instant): Slot | null => {
    let at = Math.max(after + 1, bounds.from);
    while (at < bounds.until) {
      const stretch = stretchAt(at);
      const found = firstIn(nominal, stretch, rule, at);
      if (found < stretch.span.until) {
        return found < bounds.until ? slotAt(stretch, found) : null;
      }
      // Every later slot comes from a local time at or after this one, and none is further from it than an offset is long.
      const { until, offset, after: then } = stretch.span;
      at = Math.max(until, nominal.atOrAfter(until + Math.min(offset, then)) - MAX_OFFSET_MS);
    }
    return null;
  };

  const previous = (before: Instant): Slot | null => {
    let at = Math.min(before, bounds.until) - 1;
    while (at >= bounds.from) {
      const stretch = stretchAt(at);
      const found = lastIn(nominal, stretch, rule, at);
      if (found >= stretch.span.from) {
        return found >= bounds.from ? slotAt(stretch, found) : null;
      }
      const { from, before: earlier } = stretch.span;
      at = Math.min(from - 1, nominal.before(from + earlier) + MAX_OFFSET_MS);
    }
    return null;
  };

  return {
    next,
    previous,
    between(from, to, limit) {
      const slots: Slot[] = [];
      for (let slot = next(from - 1); slot && slot.at < to && slots.length < limit; ) {
        slots.push(slot);
        slot = next(slot.at);
      }
      return slots;
    },
    count(from, to) {
      const last = Math.min(to, bounds.until);
      let total = 0;
      for (let at = Math.max(from, bounds.from); at < last; ) {
        const stretch = stretchAt(at);
        const end = Math.min(last, stretch.span.until);
        total += countIn(nominal, stretch, rule, at, end);
        at = end;
      }
      return total;
    },
    gaps(from, to) {
      const slots: Slot[] = [];
      if (rule.gap !== "skip") return slots;
      const last = Math.min(to, bounds.until);
      for (let at = Math.max(from, bounds.from); at < last; ) {
        const stretch = stretchAt(at);
        const { span, gap } = stretch;
        if (gap && at === span.from && !gapIsEmpty(nominal, stretch)) {
          const slot = slotAtChange(nominal, stretch, rule, at);
          if (!slot.fires) slots.push(slot);
        }
        at = span.until;
      }
      return slots;
    },
    likeness: () => 0,
  };
}

/** What a clock rule makes of a zone span. */
export function stretchOf(span: ZoneSpan, rule: ClockRule): Stretch {
  const { from, until, offset, before, after } = span;
  const secondPass = Math.max(0, before - offset);
  const firstPass = Math.max(0, offset - after);
  return {
    span,
    lo: from + offset + (rule.fold === "first" ? secondPass : 0),
    hi: until + offset - (rule.fold === "second" ? firstPass : 0),
    plainFrom: from + Math.abs(before - offset),
    plainUntil: until - firstPass,
    gap: rule.gap !== "drop" && offset > before,
  };
}

/** First slot in [at, end of the stretch), or Infinity. */
function firstIn(nominal: NominalTimes, stretch: Stretch, rule: ClockRule, at: Instant): Instant {
  const { from, offset } = stretch.span;
  const local = nominal.atOrAfter(Math.max(at + offset, stretch.lo));
  const real = local < stretch.hi ? local - offset : Infinity;
  return stretch.gap && at < stretch.plainFrom
    ? Math.min(real, firstFromGap(nominal, stretch, rule, Math.max(at, from)))
    : real;
}

/** Last slot in [start of the stretch, at], or -Infinity. */
function lastIn(nominal: NominalTimes, stretch: Stretch, rule: ClockRule, at: Instant): Instant {
  const { offset } = stretch.span;
  const local = nominal.before(Math.min(at + 1 + offset, stretch.hi));
  const real = local >= stretch.lo ? local - offset : -Infinity;
  return stretch.gap && real < stretch.plainFrom
    ? Math.max(real, lastFromGap(nominal, stretch, rule, at))
    : real;
}

function countIn(
  nominal: NominalTimes,
  stretch: Stretch,
  rule: ClockRule,
  from: Instant,
  to: Instant,
): number {
  const { offset } = stretch.span;
  const lo = Math.max(from + offset, stretch.lo);
  const hi = Math.min(to + offset, stretch.hi);
  const real = lo < hi ? nominal.count(lo, hi) : 0;
  if (!stretch.gap || from >= stretch.plainFrom) return real;
  return real + countOnlyFromGap(nominal, stretch, rule, from, to);
}

/** Whether a stretch that begins with a gap gets all the gap's times at its first instant. */
const gathers = (rule: ClockRule): boolean => rule.gap !== "shift";

function gapIsEmpty(nominal: NominalTimes, { span }: Stretch): boolean {
  return nominal.atOrAfter(span.from + span.before) >= span.from + span.offset;
}

function firstFromGap(
  nominal: NominalTimes,
  stretch: Stretch,
  rule: ClockRule,
  at: Instant,
): Instant {
  const { from, before, offset } = stretch.span;
  if (gathers(rule)) return at === from && !gapIsEmpty(nominal, stretch) ? from : Infinity;
  const local = nominal.atOrAfter(at + before);
  return local < from + offset ? local - before : Infinity;
}

function lastFromGap(
  nominal: NominalTimes,
  stretch: Stretch,
  rule: ClockRule,
  at: Instant,
): Instant {
  const { from, before, offset } = stretch.span;
  if (gathers(rule)) return gapIsEmpty(nominal, stretch) ? -Infinity : from;
  const local = nominal.before(Math.min(at + 1 + before, from + offset));
  return local >= from + before ? local - before : -Infinity;
}

/** Number of slots in [from, to) that come from the gap alone, no real local time meeting them. */
function countOnlyFromGap(
  nominal: NominalTimes,
  stretch: Stretch,
  rule: ClockRule,
  from: Instant,
  to: Instant,
): number {
  const { span } = stretch;
  const isReal = (at: Instant) => nominal.atOrAfter(at + span.offset) === at + span.offset;
  if (gathers(rule)) {
    return from === span.from && !gapIsEmpty(nominal, stretch) && !isReal(from) ? 1 : 0;
  }
  const end = Math.min(to + span.before, span.from + span.offset);
  // All minutes of a schedule have the same seconds: a move by whole minutes meets all of a minute's times or none.
  const step = (span.offset - span.before) % MINUTE_MS === 0 ? MINUTE_MS : 1;
  let total = 0;
  for (let local = nominal.atOrAfter(from + span.before); local < end; ) {
    const stop = Math.min(end, (Math.floor(local / step) + 1) * step);
    if (!isReal(local - span.before)) total += nominal.count(local, stop);
    local = nominal.atOrAfter(stop);
  }
  return total;
}

/** A slot close to a clock change, with what there is to say about it (S5). */
function slotAtChange(nominal: NominalTimes, stretch: Stretch, rule: ClockRule, at: Instant): Slot {
  const { span, lo, hi } = stretch;
  const local = at + span.offset;
  const real = local >= lo && local < hi && nominal.atOrAfter(local) === local ? 1 : 0;
  const missing = stretch.gap ? missingAt(nominal, stretch, rule, at) : 0;
  const notes: SlotNote[] = [];
  if (missing > 0) notes.push("dst_gap");
  if (comesTwice(span, at)) notes.push("dst_fold");
  if (missing + real > 1) notes.push("merged");
  return { at, notes, fires: real > 0 || rule.gap !== "skip" };
}

/** Number of missing local times whose slot is at `at`. */
function missingAt(nominal: NominalTimes, { span }: Stretch, rule: ClockRule, at: Instant): number {
  const start = span.from + span.before;
  const end = span.from + span.offset;
  if (gathers(rule)) return at === span.from ? nominal.count(start, end) : 0;
  const local = at + span.before;
  return local < end && nominal.atOrAfter(local) === local ? 1 : 0;
}

/** Whether the local time of an instant inside `span` comes twice, on either pass. */
export function comesTwice(span: ZoneSpan, at: Instant): boolean {
  const { from, until, offset, before, after } = span;
  return (
    (before > offset && at < from + before - offset) ||
    (after < offset && at >= until - (offset - after))
  );
}
