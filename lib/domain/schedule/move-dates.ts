import type { CompiledCalendars, ExclusionReason } from "../calendar/types.ts";
import { DAY_MS } from "./civil.ts";
import { type Bounds, type ClockRule, type Stretch, stretchOf } from "./project.ts";
import { intersectRanges, type Range, subtractRanges, uniteRanges } from "./ranges.ts";
import type { Instant } from "./types.ts";
import { MAX_OFFSET_MS, type Zone, type ZoneSpan } from "./zone.ts";

/** How many dates a slot may be moved (K1). */
export const MOVE_DAYS = 31;

/** Local times of one date, which become instants alike: each its own (local − offset), or all the one at `point`. */
export type Landing = Range & {
  readonly span: ZoneSpan;
  readonly offset: number;
  readonly point: Instant | null;
  /** Whether these local times are missing on the clock (Z2). */
  readonly missing: boolean;
};

/** A part of a date, in local times, with what the calendars say of it. */
export type JudgedRange = Range & { readonly reason: ExclusionReason | null };

/** Local times of an earlier date whose slots move `days` dates on. */
export type Arrival = Range & { readonly days: number };

/** What is known of each local date, by day number; all ranges are local times of that date. */
export type MoveDates = {
  judged(day: number): readonly JudgedRange[];
  /** Where a slot moved to the date lands. */
  landings(day: number): readonly Landing[];
  /** Where slots move to the date: the ranges are those they land in. */
  arrivals(day: number): readonly Arrival[];
  /** Excluded times whose slots find no date to move to. */
  stuck(day: number): readonly JudgedRange[];
};

/** Which local times of which dates can take moved slots, and from where they come (K1, Z2–Z4). */
export function moveDates(
  zone: Zone,
  rule: ClockRule,
  bounds: Bounds,
  calendars: CompiledCalendars,
): MoveDates {
  const judgedIn = (from: number, until: number): JudgedRange[] => {
    const ranges: JudgedRange[] = [];
    for (let at = from; at < until; ) {
      const end = calendars.stretchEnd(at, until);
      ranges.push({ from: at, until: end, reason: calendars.judge(at)?.reason ?? null });
      at = end;
    }
    return ranges;
  };
  const judged = remember((day) => judgedIn(day * DAY_MS, (day + 1) * DAY_MS));
  const excluded = (day: number) => judged(day).filter(({ reason }) => reason !== null);

  /** The instant a missing time comes to must be allowed as well, or a run would start at an excluded moment. */
  const allowedAfter = (landing: Landing): readonly Range[] => {
    const { span, point, from, until, missing } = landing;
    if (!missing || (point !== null && rule.gap === "skip")) return [landing];
    if (point !== null) return calendars.judge(point + span.offset) === null ? [landing] : [];
    const gap = span.offset - span.before;
    return judgedIn(from + gap, until + gap)
      .filter(({ reason }) => reason === null)
      .map((range) => ({ from: range.from - gap, until: range.until - gap }));
  };

  const landings = remember((day): readonly Landing[] => {
    const allowed = judged(day).filter(({ reason }) => reason === null);
    if (allowed.length === 0) return [];
    return landingsOf(day, zone, rule, bounds).flatMap((landing) =>
      intersectRanges(allowed, allowedAfter(landing)).map((range) => ({ ...landing, ...range })),
    );
  });

  const accepted = remember((day) => uniteRanges(landings(day)));

  const arrivals = remember((day): readonly Arrival[] => {
    const found: Arrival[] = [];
    let open = accepted(day);
    for (let days = 1; days <= MOVE_DAYS && open.length > 0; days++) {
      const sources = shiftRanges(excluded(day - days), days);
      for (const range of intersectRanges(open, sources)) found.push({ ...range, days });
      open = subtractRanges(open, shiftRanges(accepted(day - days), days));
    }
    return found;
  });

  const stuck = remember((day): readonly JudgedRange[] => {
    let left: Range[] = excluded(day);
    for (let days = 1; days <= MOVE_DAYS && left.length > 0; days++) {
      left = subtractRanges(left, shiftRanges(accepted(day + days), -days));
    }
    return excluded(day).flatMap(({ reason, ...range }) =>
      intersectRanges([range], left).map((one) => ({ ...one, reason })),
    );
  });

  return { judged, landings, arrivals, stuck };
}

function shiftRanges(ranges: readonly Range[], days: number): Range[] {
  const by = days * DAY_MS;
  return ranges.map(({ from, until }) => ({ from: from + by, until: until + by }));
}

/** Where the local times of a date lie on the line of instants, inside the schedule's window. */
function landingsOf(day: number, zone: Zone, rule: ClockRule, bounds: Bounds): Landing[] {
  const found: Landing[] = [];
  const end = (day + 1) * DAY_MS + MAX_OFFSET_MS;
  for (let at = day * DAY_MS - MAX_OFFSET_MS; at < end; ) {
    const stretch = stretchOf(zone.spanAt(at), rule);
    found.push(...landingsIn(stretch, day, rule, bounds));
    at = stretch.span.until;
  }
  return found.filter(({ from, until }) => from < until);
}

function landingsIn(stretch: Stretch, day: number, rule: ClockRule, bounds: Bounds): Landing[] {
  const { span, lo, hi } = stretch;
  const within = (from: number, until: number, offset: number): Range => ({
    from: Math.max(day * DAY_MS, from, bounds.from + offset),
    until: Math.min((day + 1) * DAY_MS, until, bounds.until + offset),
  });
  const { offset, before } = span;
  const plain = { ...within(lo, hi, offset), span, offset, point: null, missing: false };
  if (!stretch.gap) return [plain];
  const [start, end] = [span.from + before, span.from + offset];
  if (rule.gap === "shift") {
    const shifted = { ...within(start, end, before), span, offset: before };
    return [plain, { ...shifted, point: null, missing: true }];
  }
  if (span.from < bounds.from || span.from >= bounds.until) return [plain];
  const from = Math.max(day * DAY_MS, start);
  const until = Math.min((day + 1) * DAY_MS, end);
  return [plain, { from, until, span, offset, point: span.from, missing: true }];
}

const KEPT = 4_096;

/** Keeps what has been found of each day. */
function remember<Found>(find: (day: number) => Found): (day: number) => Found {
  const kept = new Map<number, Found>();
  return (day) => {
    const known = kept.get(day);
    if (known !== undefined) return known;
    const found = find(day);
    if (kept.size >= KEPT) kept.clear();
    kept.set(day, found);
    return found;
  };
}
