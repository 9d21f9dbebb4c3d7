import { escapeText, writeLines } from "./text.ts";
import { utcText } from "./utc-text.ts";

const PRODUCT_ID = "-//Punctual//Feeds//EN";

/** One planned moment of a job; instants are milliseconds since 1970. */
export type FeedEvent = {
  readonly jobId: string;
  readonly at: number;
  readonly name: string;
  /** The schedule in words. */
  readonly description: string;
  readonly url: string;
  /** When the job was last changed, or its calendars; stays as long as the event does. */
  readonly changedAt: number;
};

export type Feed = {
  readonly name: string;
  /** What a reader should know beside the events: what is paused, what is cut off. */
  readonly notes: readonly string[];
  readonly events: readonly FeedEvent[];
};

/**
 * Upcoming occurrences as an iCalendar file. The same occurrences give the same text, whenever it is written, so that
 * readers who ask again can be told that nothing changed.
 */
export function writeFeed({ name, notes, events }: Feed): string {
  return writeLines([
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `PRODID:${PRODUCT_ID}`,
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escapeText(name)}`,
    ...(notes.length === 0 ? [] : [`X-WR-CALDESC:${escapeText(notes.join(" "))}`]),
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    "X-PUBLISHED-TTL:PT1H",
    ...events.flatMap(eventLines),
    "END:VCALENDAR",
  ]);
}

function eventLines({ jobId, at, name, description, url, changedAt }: FeedEvent): string[] {
  return [
    "BEGIN:VEVENT",
    `UID:${utcText(at)}-${jobId}`,
    `DTSTAMP:${utcText(changedAt)}`,
    `DTSTART:${utcText(at)}`,
    `SUMMARY:${escapeText(name)}`,
    `DESCRIPTION:${escapeText(description)}`,
    `URL:${url}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}
