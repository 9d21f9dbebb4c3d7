import { DAY_MS } from "./civil.ts";
import type { Instant } from "./types.ts";

/**
 * A stretch of time between two clock changes: local time is instant + `offset` for from ≤ instant < until. `before` and
 * `after` are the offsets on the other side of its ends. All milliseconds. The ends may also be inner borders of the
 * table, where nothing changes (`before` or `after` equals `offset`) and no clock change is less than a day away.
 */
export type ZoneSpan = {
  readonly from: Instant;
  readonly until: Instant;
  readonly offset: number;
  readonly before: number;
  readonly after: number;
};

/** The clock changes of one time zone. */
export type Zone = {
  readonly id: string;
  /** The span that holds an instant. */
  spanAt(at: Instant): ZoneSpan;
};

/** Larger than the distance of any local time from UTC. */
export const MAX_OFFSET_MS = DAY_MS;

// A whole number of chunks is the 400 years after which the calendar repeats.
const CHUNK_MS = 773 * DAY_MS;
const PERIOD_MS = 189 * CHUNK_MS;
// From 2101 on all zones follow their last rules, which repeat with the calendar and let some months pass between two
// changes; so one period of it is enough for ever. The test of this file compares with Temporal.
const PERIODIC_FROM = 62 * CHUNK_MS;
const PERIODIC_LOOK_MS = 100 * DAY_MS;
// Before that two changes of one zone are nowhere less than 6.9 days apart since 1970 (northern Brazil in 2000, Gaza
// around Ramadan), so looking every sixth day misses none; the same test shows it.
const LOOK_MS = 6 * DAY_MS;
const BORDER_MS = 3 * DAY_MS;
const QUARTER_MS = 900_000;
const ZERO = 48;

const zones = new Map<string, Zone>();

/** The clock changes of a zone Intl knows, found where they are asked for and kept. Throws RangeError for other names. */
export function zoneOf(id: string): Zone {
  const known = zones.get(id);
  if (known) return known;
  const zone = makeZone(id, offsetReader(id));
  zones.set(id, zone);
  return zone;
}

/**
 * Asks for a zone, whichever: the first to ask in a process waits for the time-zone data to be read, some 50 ms and from a
 * cold disk much longer, and that is better done before anybody waits for an answer.
 */
export function readZoneData(): void {
  zoneOf("Europe/London").spanAt(0);
}

type ReadOffset = (at: Instant) => number;

function offsetReader(id: string): ReadOffset {
  // Beside the minute alone the offset comes four times as fast as beside a date.
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: id,
    minute: "numeric",
    timeZoneName: "longOffset",
  });
  return (at) => parseOffset(format.format(at));
}

/** Reads the end of `30 GMT-04:30`, digit by digit because it is done thousands of times for a zone. */
function parseOffset(text: string): number {
  const sign = text.indexOf("GMT") + 3;
  if (sign === text.length) return 0;
  const two = (at: number): number =>
    at < text.length ? 10 * text.charCodeAt(at) + text.charCodeAt(at + 1) - 11 * ZERO : 0;
  const seconds = two(sign + 1) * 3_600 + two(sign + 4) * 60 + two(sign + 7);
  return (text[sign] === "-" ? -1_000 : 1_000) * seconds;
}

function makeZone(id: string, read: ReadOffset): Zone {
  const chunks = new Map<number, readonly ZoneSpan[]>();
  const borders = new Map<number, Instant>();
  const usual = { time: DAY_MS };

  const border = (index: number): Instant => {
    let at = borders.get(index);
    if (at === undefined) {
      at = index * CHUNK_MS;
      if (read(at - BORDER_MS) !== read(at + BORDER_MS)) at += 7 * DAY_MS;
      borders.set(index, at);
    }
    return at;
  };

  const chunkAt = (at: Instant): readonly ZoneSpan[] => {
    let index = Math.floor(at / CHUNK_MS);
    if (at < border(index)) index -= 1;
    let spans = chunks.get(index);
    if (!spans) {
      spans = findSpans(read, border(index), border(index + 1), usual);
      chunks.set(index, spans);
    }
    return spans;
  };

  return {
    id,
    spanAt(at) {
      const periods = Math.max(0, Math.floor((at - PERIODIC_FROM) / PERIOD_MS));
      const shown = at - periods * PERIOD_MS;
      for (const span of chunkAt(shown)) {
        if (shown < span.until) return periods === 0 ? span : later(span, periods * PERIOD_MS);
      }
      throw new RangeError(`No time zone data for ${at} in ${id}`);
    },
  };
}

function later(span: ZoneSpan, by: number): ZoneSpan {
  return { ...span, from: span.from + by, until: span.until + by };
}

function findSpans(
  read: ReadOffset,
  from: Instant,
  until: Instant,
  usual: { time: number },
): ZoneSpan[] {
  const changes: { at: Instant; offset: number }[] = [{ at: from, offset: read(from) }];
  const look = from < PERIODIC_FROM ? LOOK_MS : PERIODIC_LOOK_MS;
  let offset = read(from);
  for (let at = from; at < until; at += look) {
    const end = Math.min(at + look, until);
    const next = read(end);
    if (next === offset) continue;
    changes.push({ at: bisect(read, at, end, offset, usual), offset: next });
    offset = next;
  }
  return changes.map((change, i) => ({
    from: change.at,
    until: changes[i + 1]?.at ?? until,
    offset: change.offset,
    before: changes[i - 1]?.offset ?? change.offset,
    after: changes[i + 1]?.offset ?? change.offset,
  }));
}

/**
 * First whole second in (from, to] whose offset is no longer `offset`; both are whole days. Most zones change at the same
 * time of the day for years, so the time of the last change found is tried first.
 */
function bisect(
  read: ReadOffset,
  from: Instant,
  to: Instant,
  offset: number,
  usual: { time: number },
): Instant {
  const isChange = (at: Instant): boolean => read(at) !== offset && read(at - 1_000) === offset;
  const end = narrow(read, from, to, offset, DAY_MS);
  const start = end - DAY_MS;
  if (isChange(start + usual.time)) return start + usual.time;
  const quarter = narrow(read, start, end, offset, QUARTER_MS);
  const at = isChange(quarter)
    ? quarter
    : narrow(read, quarter - QUARTER_MS, quarter, offset, 1_000);
  usual.time = at - start;
  return at;
}

/** First multiple of `unit` in (from, to] whose offset is no longer `offset`. */
function narrow(
  read: ReadOffset,
  from: Instant,
  to: Instant,
  offset: number,
  unit: number,
): Instant {
  let low = from / unit;
  let high = to / unit;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (read(middle * unit) === offset) low = middle;
    else high = middle;
  }
  return high * unit;
}

/** Offset of a zone's local time from UTC at an instant, milliseconds. */
export function offsetAt(zone: Zone, at: Instant): number {
  return zone.spanAt(at).offset;
}

/** The next clock change strictly after `at` and not after `limit`, or null (Z1: a change of rules alone is none). */
export function nextTransition(
  zone: Zone,
  at: Instant,
  limit: Instant,
): { at: Instant; before: number; after: number } | null {
  let span = zone.spanAt(at);
  while (span.until <= limit) {
    if (span.after !== span.offset)
      return { at: span.until, before: span.offset, after: span.after };
    span = zone.spanAt(span.until);
  }
  return null;
}
