import type { BaseSchedule } from "./base.ts";
import type { Window } from "./move-units.ts";
import type { Instant } from "./types.ts";

/**
 * Number of slots of the windows with from ≤ at < to, those that meet counted once (S4). Where windows overlap, one has all
 * the slots of the other or they have none in common, so that they need not be walked; only what a gap shifts is.
 */
export function countTogether(
  base: BaseSchedule,
  windows: readonly Window[],
  from: Instant,
  to: Instant,
): number {
  let total = 0;
  let group: Window[] = [];
  let end = from;
  const close = (): void => {
    total +=
      group.length === 1 ? countGroup(base, group, from, to) : countCut(base, group, from, to);
    group = [];
  };
  for (const window of windows) {
    if (window.until <= from || window.from >= to) continue;
    if (window.from >= end) close();
    group.push(window);
    end = Math.max(end, window.until);
  }
  close();
  return total;
}

/** Cuts overlapping windows so that each covers a part wholly or not at all. */
function countCut(
  base: BaseSchedule,
  windows: readonly Window[],
  from: Instant,
  to: Instant,
): number {
  const ends = windows.flatMap((window) => [window.from, window.until]);
  const cuts = [...new Set([from, ...ends, to])].filter((cut) => cut >= from && cut <= to);
  cuts.sort((a, b) => a - b);
  let total = 0;
  for (const [index, start] of cuts.entries()) {
    const end = cuts[index + 1];
    if (end === undefined) break;
    const covering = windows.filter((window) => window.from <= start && window.until >= end);
    if (covering.length > 0) total += countGroup(base, covering, start, end);
  }
  return total;
}

/** Windows that cover from ≤ at < to. */
function countGroup(
  base: BaseSchedule,
  windows: readonly Window[],
  from: Instant,
  to: Instant,
): number {
  const [only, ...others] = windows;
  if (!only) return 0;
  if (others.length === 0) {
    return countIn(base, only, Math.max(from, only.from), Math.min(to, only.until));
  }
  if (windows.some((window) => window.shifted)) return walk(base, windows, from, to);
  const byLikeness = new Map<number, number>();
  for (const window of windows) {
    const likeness = to - from === 1 ? 0 : base.likeness(window.delta);
    const count = countIn(base, window, from, to);
    byLikeness.set(likeness, Math.max(count, byLikeness.get(likeness) ?? 0));
  }
  let total = 0;
  for (const count of byLikeness.values()) total += count;
  return total;
}

/** Number of slots of a window with from ≤ at < to, which lies inside it; those of a fate but `fires` without what a gap takes out. */
export function countIn(base: BaseSchedule, window: Window, from: Instant, to: Instant): number {
  const { delta, source, moved, fate } = window;
  const [start, end] = source ? [source.from, source.until] : [from - delta, to - delta];
  if (start >= end) return 0;
  const gaps = base.gaps(start, end).length;
  if (!moved && fate === "dst_gap") return gaps;
  const count = base.count(start, end) - gaps;
  return source ? Math.min(1, count) : count;
}

function walk(base: BaseSchedule, windows: readonly Window[], from: Instant, to: Instant): number {
  const met = new Set<Instant>();
  for (const window of windows) {
    let at = firstIn(base, window, from);
    while (at !== null && at < to) {
      met.add(at);
      at = firstIn(base, window, at + 1);
    }
  }
  return met.size;
}

/** First slot of a window at or after `from`, or null. */
export function firstIn(base: BaseSchedule, window: Window, from: Instant): Instant | null {
  const { until, delta, source, moved, fate } = window;
  const start = Math.max(from, window.from);
  if (start >= until) return null;
  if (source) return countIn(base, window, start, until) > 0 ? start : null;
  if (!moved && fate === "dst_gap") return base.gaps(start, until)[0]?.at ?? null;
  let slot = base.next(start - delta - 1);
  while (moved && slot && !slot.fires) slot = base.next(slot.at);
  return slot && slot.at + delta < until ? slot.at + delta : null;
}

/** Last slot of a window before `to`, or null. */
export function lastIn(base: BaseSchedule, window: Window, to: Instant): Instant | null {
  const { from, delta, source, moved, fate } = window;
  const end = Math.min(to, window.until);
  if (from >= end) return null;
  if (source) return countIn(base, window, from, end) > 0 ? from : null;
  if (!moved && fate === "dst_gap") return base.gaps(from, end).at(-1)?.at ?? null;
  let slot = base.previous(end - delta);
  while (moved && slot && !slot.fires) slot = base.previous(slot.at);
  return slot && slot.at + delta >= from ? slot.at + delta : null;
}
