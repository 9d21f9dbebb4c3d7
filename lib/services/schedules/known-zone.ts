import { zoneOf } from "../../domain/schedule/zone.ts";

/** The zone to tell times in: UTC where there is none, or where this runtime has no data for it. */
export function knownZone(timeZone: string | null): string {
  if (timeZone === null) return "UTC";
  try {
    zoneOf(timeZone);
    return timeZone;
  } catch {
    return "UTC";
  }
}
