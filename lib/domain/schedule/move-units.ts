import { DAY_MS } from "./civil.ts";
import type { JudgedRange, Landing, MoveDates } from "./move-dates.ts";
import { type Bounds, type ClockRule, stretchOf } from "./project.ts";
import type { Instant, SlotFate } from "./types.ts";
import { MAX_OFFSET_MS, type Zone, type ZoneSpan } from "./zone.ts";

/**
 * Instants from ≤ at < until at which there is a slot wherever the schedule has one `delta` earlier (`source` null), or one
 * instant at which there is a slot when the schedule fires anywhere in `source`.
 */
export type Window = {
  readonly from: Instant;
  readonly until: Instant;
  readonly delta: number;
  readonly source: { readonly from: Instant; readonly until: Instant } | null;
  /** Whether the slots come from elsewhere; only those that fire there do. */
  readonly moved: boolean;
  /** Whether their local time is missing where they land (Z2). */
  readonly missing: boolean;
  readonly fate: SlotFate;
  /** Whether the gap shifts them (Z2), so that they lie otherwise than the slots of any date. */
  readonly shifted: boolean;
};

/** A local date, or a part of one between two clock changes, with all that puts slots there. */
export type MoveUnit = {
  readonly from: Instant;
  readonly until: Instant;
  /** The windows whose slots may be of a fate, or all when it is null; ordered by `from`. */
  windows(fate: SlotFate | null): readonly Window[];
};

type Piece = {
  readonly from: Instant;
  readonly until: Instant;
  readonly offset: number;
};

const KEPT = 1_024;

/** Finds the unit that holds an instant. */
export function moveUnits(
  dates: MoveDates,
  zone: Zone,
  rule: ClockRule,
  bounds: Bounds,
): (at: Instant) => MoveUnit {
  const kept = new Map<Instant, MoveUnit>();

  const staying = (ranges: readonly JudgedRange[], span: ZoneSpan): Window[] => {
    const { offset } = span;
    return ranges.flatMap(({ from, until, reason }) =>
      piecesIn(span, rule, bounds, from - offset, until - offset).map((piece) => ({
        ...at(piece.from, piece.until, 0),
        moved: false,
        missing: false,
        fate: reason ?? "fires",
        shifted: false,
      })),
    );
  };

  const arriving = (nominalDay: number, span: ZoneSpan): Window[] =>
    dates
      .landings(nominalDay)
      .filter((landing) => landing.span.from === span.from)
      .flatMap((landing) => arrivingAt(landing, nominalDay));

  const arrivingAt = (landing: Landing, day: number): Window[] =>
    dates.arrivals(day).flatMap(({ from, until, days }) => {
      const start = Math.max(from, landing.from);
      const end = Math.min(until, landing.until);
      return localPieces(zone, rule, bounds, start - days * DAY_MS, end - days * DAY_MS).map(
        (piece) => windowOf(landing, piece, days),
      );
    });

  const windowOf = (landing: Landing, piece: Piece, days: number): Window => {
    const { missing, point, offset } = landing;
    const delta = piece.offset + days * DAY_MS - offset;
    const place =
      point === null
        ? at(piece.from + delta, piece.until + delta, delta)
        : { ...at(point, point + 1, 0), source: { from: piece.from, until: piece.until } };
    const fate = missing && rule.gap === "skip" ? "dst_gap" : "fires";
    return { ...place, moved: true, missing, fate, shifted: missing && point === null };
  };

  const build = (span: ZoneSpan, day: number): MoveUnit => {
    const from = Math.max(span.from, day * DAY_MS - span.offset);
    const until = Math.min(span.until, (day + 1) * DAY_MS - span.offset);
    // Times of a gap may be of an earlier date than the one they land on.
    const lands = from < span.from + span.offset - span.before;
    const firstDay = lands ? Math.floor((span.from + span.before) / DAY_MS) : day;
    const allowed = dates.judged(day).filter(({ reason }) => reason === null);
    const found = [...staying(allowed, span), ...gapWindows(span, from)];
    for (let nominal = firstDay; nominal <= day; nominal++) {
      found.push(...arriving(nominal, span));
    }
    const open = clip(found, from, until);
    // Whether an excluded slot finds a date takes a look at the next 31; who asks for runs need not know.
    let stuck: readonly Window[] | null = null;
    let all: readonly Window[] | null = null;
    return {
      from,
      until,
      windows(fate) {
        if (fate === "fires" || fate === "dst_gap") return open;
        stuck ??= clip(staying(dates.stuck(day), span), from, until);
        if (fate !== null) return stuck;
        all ??= stuck.length === 0 ? open : clip([...open, ...stuck], from, until);
        return all;
      },
    };
  };

  /** A slot the gap takes out is no calendar's any more, and stays where it is (M1). */
  const gapWindows = (span: ZoneSpan, from: Instant): Window[] => {
    if (rule.gap !== "skip" || span.offset <= span.before || from !== span.from) return [];
    const place = at(from, from + 1, 0);
    return [{ ...place, moved: false, missing: true, fate: "dst_gap", shifted: false }];
  };

  return (instant) => {
    const span = zone.spanAt(instant);
    const day = Math.floor((instant + span.offset) / DAY_MS);
    const from = Math.max(span.from, day * DAY_MS - span.offset);
    let unit = kept.get(from);
    if (!unit) {
      unit = build(span, day);
      if (kept.size >= KEPT) kept.clear();
      kept.set(from, unit);
    }
    return unit;
  };
}

function at(from: Instant, until: Instant, delta: number) {
  return { from, until, delta, source: null };
}

function clip(windows: readonly Window[], from: Instant, until: Instant): Window[] {
  return windows
    .map((window) => ({
      ...window,
      from: Math.max(from, window.from),
      until: Math.min(until, window.until),
    }))
    .filter((window) => window.from < window.until)
    .sort((a, b) => a.from - b.from);
}

/** The instants whose local times lie in from ≤ local < until, cut where the schedule's pattern breaks. */
function localPieces(
  zone: Zone,
  rule: ClockRule,
  bounds: Bounds,
  from: number,
  until: number,
): Piece[] {
  const pieces: Piece[] = [];
  if (from >= until) return pieces;
  for (let instant = from - MAX_OFFSET_MS; instant < until + MAX_OFFSET_MS; ) {
    const span = zone.spanAt(instant);
    pieces.push(...piecesIn(span, rule, bounds, from - span.offset, until - span.offset));
    instant = span.until;
  }
  return pieces;
}

/** A stretch of instants inside one span, cut where the schedule's pattern breaks: at clock changes and its own ends. */
function piecesIn(
  span: ZoneSpan,
  rule: ClockRule,
  bounds: Bounds,
  from: Instant,
  until: Instant,
): Piece[] {
  const start = Math.max(from, span.from);
  const end = Math.min(until, span.until);
  if (start >= end) return [];
  const { plainFrom, plainUntil } = stretchOf(span, rule);
  const breaks = [span.from + 1, plainFrom, plainUntil, bounds.from, bounds.until];
  const cuts = breaks.filter((cut) => cut > start && cut < end).sort((a, b) => a - b);
  return [start, ...cuts].map((piece, index) => ({
    from: piece,
    until: cuts[index] ?? end,
    offset: span.offset,
  }));
}
