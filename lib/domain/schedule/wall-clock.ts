import type { Instant } from "./types.ts";
import type { Zone, ZoneSpan } from "./zone.ts";

/** The clock of a zone. */
export type WallClock = {
  spanAt(at: Instant): ZoneSpan;
  /** Local time of an instant, milliseconds. */
  toLocal(at: Instant): number;
};

/** A clock that remembers where it was asked last, because most questions are about the same stretch of time. */
export function wallClock(zone: Zone): WallClock {
  let latest: ZoneSpan | null = null;
  const spanAt = (at: Instant): ZoneSpan => {
    if (!latest || at < latest.from || at >= latest.until) latest = zone.spanAt(at);
    return latest;
  };
  return { spanAt, toLocal: (at) => at + spanAt(at).offset };
}
