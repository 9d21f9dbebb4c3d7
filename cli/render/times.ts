import { relativeTime } from "../../lib/client/format-time.ts";

/** How far away and when: `in 2h 5m (2026-11-20 11:54:00+01:00)`. `timeZone` is IANA; this machine's when absent. */
export function timeText(instant: string, now: number, timeZone?: string): string {
  return `${relativeTime(Date.parse(instant), now)} (${absoluteText(instant, timeZone)})`;
}

/** Like {@link timeText}, null for a moment that is none. */
export function maybeTime(instant: string | null, now: number, timeZone?: string): string | null {
  return instant === null ? null : timeText(instant, now, timeZone);
}

/** `2026-11-20 11:54:00+01:00`, `…Z` where the offset is none. */
export function absoluteText(instant: string, timeZone?: string): string {
  const { year, month, day, hour, minute, second, timeZoneName = "" } = parts(instant, timeZone);
  const offset = timeZoneName.replace(/^GMT(\+00:00)?$/, "Z").replace("GMT", "");
  return `${year}-${month}-${day} ${hour}:${minute}:${second}${offset}`;
}

/** `11:54:00.123` in this machine's zone; for lines that follow each other. */
export function clockText(instant: string): string {
  const { hour, minute, second, fractionalSecond } = parts(instant, undefined);
  return `${hour}:${minute}:${second}.${fractionalSecond}`;
}

function parts(instant: string, timeZone: string | undefined): { [type: string]: string } {
  const format = new Intl.DateTimeFormat("en-GB", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
    timeZoneName: "longOffset",
    timeZone,
  });
  const found = format.formatToParts(Date.parse(instant));
  return Object.fromEntries(found.map(({ type, value }) => [type, value]));
}
