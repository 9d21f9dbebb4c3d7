import type { Instant } from "../../domain/schedule/types.ts";
import { zoneOf } from "../../domain/schedule/zone.ts";

/** The local times between which the clocks of a zone jump at an instant; null where they do not. */
export function gapAt(timeZone: string, at: Instant): { from: number; to: number } | null {
  const { from, before, offset } = zoneOf(timeZone).spanAt(at);
  return from === at && offset > before ? { from: at + before, to: at + offset } : null;
}
