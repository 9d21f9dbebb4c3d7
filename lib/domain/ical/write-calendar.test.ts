import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dateOf } from "../calendar/dates.ts";
import { normalizeEntries } from "../calendar/normalize.ts";
import type { CalendarEntry } from "../calendar/types.ts";
import { finish } from "../testing/finish.ts";
import { readCalendar } from "./read-calendar.ts";
import { writeCalendar } from "./write-calendar.ts";

function write(entries: readonly CalendarEntry[], more: object = {}): string {
  return writeCalendar({
    id: "0190",
    slug: "x",
    name: "X",
    description: "",
    entries,
    updatedAt: "2026-01-02T03:04:05.678Z",
    ...more,
  });
}

function readBack(text: string) {
  const read = finish(readCalendar(text, dateOf("2026-11-20")));
  if (!read.ok) throw new Error(read.problems[0]?.message ?? "");
  return read;
}

describe("an exported calendar", () => {
  it("is what RFC 5545 asks for", () => {
    const text = write(
      [
        { kind: "date", date: "2026-12-24", until: "2026-12-26", name: "Feier, lang; \\schön" },
        { kind: "yearly", date: "02-29" },
        { kind: "weekly", days: ["SAT", "SUN"] },
        { kind: "hours", from: "08:00", to: "18:00" },
      ],
      { name: "Näme ".repeat(20), description: "Zeile 1\nZeile 2" },
    );
    expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
    for (const line of text.split("\r\n")) {
      expect(line).not.toMatch(/[\r\n]/);
      expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
    }
    const lines = text.replaceAll("\r\n ", "").split("\r\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "X-WR-CALDESC:Zeile 1\\nZeile 2",
        'X-PUNCTUAL-HOURS;POSITION=3:{"from":"08:00"\\,"to":"18:00"}',
        "UID:date-2026-12-24@0190",
        "DTSTAMP:20260102T030405Z",
        "DTSTART;VALUE=DATE:20261224",
        "DTEND;VALUE=DATE:20261227",
        "SUMMARY:Feier\\, lang\\; \\\\schön",
        "DTSTART;VALUE=DATE:20000229",
        "RRULE:FREQ=YEARLY",
        "DTSTART;VALUE=DATE:20000101",
        "RRULE:FREQ=WEEKLY;BYDAY=SA,SU",
        "SUMMARY:Saturdays and Sundays",
        "X-PUNCTUAL-UNNAMED:TRUE",
      ]),
    );
  });

  it("keeps the UIDs of entries that stay", () => {
    const day = (date: string): CalendarEntry => ({ kind: "date", date });
    const uids = (entries: readonly CalendarEntry[]) =>
      [...write(entries).matchAll(/^UID:(.*)\r$/gm)].map(([, uid]) => uid);
    const before = uids([day("2026-01-01"), day("2026-05-01"), day("2026-05-01")]);
    expect(new Set(before).size).toBe(3);
    expect(uids([day("2026-05-01"), day("2026-05-01")])).toEqual(before.slice(1));
  });

  it("reads back as the same entries, whatever they are", () => {
    const name = fc.option(fc.string({ unit: "grapheme", maxLength: 200 }), { nil: undefined });
    const two = (value: number) => String(value).padStart(2, "0");
    const date = fc
      .date({ min: new Date("1990-01-01"), max: new Date("2190-01-01"), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10));
    const time = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map(([hour, minute]) => `${two(hour)}:${two(minute)}`);
    const days = fc.uniqueArray(fc.constantFrom("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"), {
      minLength: 1,
    });
    const entry = fc.oneof(
      fc.record({ kind: fc.constant("date"), date, name }),
      fc.tuple(date, date, name).map(([one, other, called]) => ({
        kind: "date",
        date: one < other ? one : other,
        until: one < other ? other : one,
        name: called,
      })),
      fc.record({ kind: fc.constant("yearly"), date: date.map((day) => day.slice(5)), name }),
      fc.record({ kind: fc.constant("weekly"), days, name }),
      fc.record({ kind: fc.constant("hours"), from: time, to: time, days, name }),
    );
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 12 }), (sent) => {
        const stored = normalizeEntries(sent);
        fc.pre(stored.ok);
        if (stored.ok) expect(readBack(write(stored.entries)).entries).toEqual(stored.entries);
      }),
      { numRuns: 300 },
    );
  });
});
