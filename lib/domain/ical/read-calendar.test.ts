import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dateOf } from "../calendar/dates.ts";
import type { CalendarEntry } from "../calendar/types.ts";
import { finish } from "../testing/finish.ts";
import { readCalendar } from "./read-calendar.ts";

const TODAY = dateOf("2026-11-20");

const read = (text: string) => finish(readCalendar(text, TODAY));

/** A file with one event of these lines for each text. */
function file(...events: readonly string[]): string {
  const blocks = events.map(
    (lines, at) => `BEGIN:VEVENT\nUID:${at}\nSUMMARY:E\n${lines}\nEND:VEVENT\n`,
  );
  return `BEGIN:VCALENDAR\nVERSION:2.0\n${blocks.join("")}END:VCALENDAR\n`;
}

function entries(text: string): readonly CalendarEntry[] {
  const found = read(text);
  if (!found.ok) throw new Error(found.problems.map(({ message }) => message).join(" "));
  return found.entries;
}

/** Entries in short: `2026-01-01`, `2026-01-01..2026-01-03`, `*-12-25`, `SAT SUN`. */
function short(text: string): readonly string[] {
  return entries(text).map(shortOf);
}

function shortOf(entry: CalendarEntry): string {
  switch (entry.kind) {
    case "date":
      return entry.until === undefined ? entry.date : `${entry.date}..${entry.until}`;
    case "yearly":
      return `*-${entry.date}`;
    case "weekly":
      return entry.days.join(" ");
    case "hours":
      return `${entry.from}-${entry.to}`;
  }
}

function problem(text: string): string {
  const found = read(text);
  return found.ok ? "none" : found.problems.map(({ message }) => message).join("\n");
}

const fixture = (name: string) =>
  readFileSync(new URL(`../../../tests/support/ics/${name}.ics`, import.meta.url), "utf8");

describe("a published file", () => {
  it("of public holidays is read whole: folded lines, CRLF, languages, Easter and all", () => {
    const found = read(fixture("berlin-2026-2028"));
    if (!found.ok) throw new Error("it was refused");
    expect(found).toMatchObject({
      name: "Feiertage Berlin",
      description: "Gesetzliche Feiertage in Berlin",
      notices: [],
    });
    expect(found.entries).toHaveLength(30);
    expect(found.entries[2]).toEqual({ kind: "date", date: "2026-04-03", name: "Karfreitag" });
  });

  it("in any order is read in order, without what is cancelled and with what only shows as free", () => {
    const found = read(fixture("netherlands-2026-2027"));
    if (!found.ok) throw new Error("it was refused");
    expect(found.entries[0]).toEqual({ kind: "date", date: "2026-01-01", name: "New Year's Day" });
    expect(found.entries).toHaveLength(20);
    expect(found.notices).toEqual(["One event is cancelled and was left out."]);
  });

  it("of a desktop program becomes entries that recur where they can, and dates elsewhere", () => {
    const found = read(fixture("company"));
    if (!found.ok) throw new Error("it was refused");
    expect(found.entries.slice(0, 9)).toEqual([
      { kind: "weekly", days: ["SAT", "SUN"], name: "Wochenende" },
      { kind: "yearly", date: "12-25", name: "Weihnachten 🎄" },
      { kind: "yearly", date: "12-26", name: "Weihnachten 🎄" },
      { kind: "yearly", date: "12-31", name: "Silvester" },
      { kind: "date", date: "2026-01-30", name: "Inventur" },
      { kind: "date", date: "2026-05-15", name: "Brückentag" },
      { kind: "date", date: "2026-08-03", until: "2026-08-14", name: "Betriebsferien" },
      { kind: "date", date: "2026-08-07", name: "Inventur (verlegt)" },
      { kind: "date", date: "2026-10-01", until: "2026-10-02", name: "Umzug" },
    ]);
    const dates = found.entries.map((entry) => ("date" in entry ? entry.date : ""));
    expect(dates).not.toContain("2026-07-31");
    expect(dates).not.toContain("2027-07-30");
    expect(dates.at(-1)).toBe("2036-07-25");
    expect(found.notices).toEqual([
      "One event has a time and covers no whole day; it was left out.",
      "One event recurs in a way entries cannot say: its dates until 2036-11-20 were taken. Import it again before.",
    ]);
  });
});

describe("the days of an event", () => {
  it.each([
    ["DTSTART;VALUE=DATE:20261225", "2026-12-25"],
    ["DTSTART:20261225", "2026-12-25"],
    ["DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261225", "2026-12-25"],
    ["DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261228", "2026-12-25..2026-12-27"],
    ["DTSTART;VALUE=DATE:20261225\nDURATION:P1W", "2026-12-25..2026-12-31"],
    ["DTSTART:20261225T000000\nDTEND:20261226T000000", "2026-12-25"],
    ["DTSTART:20261225T000000\nDTEND:20261225T235900", "2026-12-25"],
    ["DTSTART:20261225T180000\nDURATION:P2D", "2026-12-26"],
    [
      "DTSTART;TZID=Somewhere:20261225T000000\nDTEND;TZID=Somewhere:20261227T120000",
      "2026-12-25..2026-12-26",
    ],
  ])("%s", (lines, expected) => {
    expect(short(file(lines))).toEqual([expected]);
  });

  it("in UTC are those on the calendar's own clock", () => {
    const lines = "DTSTART:20261224T230000Z\nDTEND:20261225T230000Z";
    const zoned = file(lines).replace("VERSION:2.0", "VERSION:2.0\nX-WR-TIMEZONE:Europe/Berlin");
    expect(short(zoned)).toEqual(["2026-12-25"]);
    expect(problem(file(lines))).toContain("covers no whole day");
  });
});

describe("what recurs", () => {
  const on = (date: string, rule: string, more = "") =>
    file(`DTSTART;VALUE=DATE:${date}\nRRULE:${rule}${more}`);

  it.each([
    ["20241225", "FREQ=YEARLY", ["*-12-25"]],
    ["20241225", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", ["*-12-25"]],
    ["20240229", "FREQ=YEARLY", ["*-02-29"]],
    ["20240106", "FREQ=WEEKLY", ["SAT"]],
    ["20240106", "FREQ=WEEKLY;BYDAY=SA,SU;WKST=SU", ["SAT SUN"]],
    ["20240106", "FREQ=DAILY", ["MON TUE WED THU FRI SAT SUN"]],
  ])("plainly from %s by %s is an entry that recurs", (date, rule, expected) => {
    expect(short(on(date, rule))).toEqual(expected);
  });

  it("from years to come on is dates, so that the years before stay open", () => {
    expect(short(on("20300501", "FREQ=YEARLY"))[0]).toBe("2030-05-01");
  });

  it.each([
    ["20241128", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", ["2025-11-27", "2026-11-26", "2027-11-25"]],
    ["20250101", "FREQ=YEARLY;BYDAY=1MO", ["2026-01-05", "2027-01-04", "2028-01-03"]],
    ["20250101", "FREQ=YEARLY;BYYEARDAY=-1", ["2025-12-31", "2026-12-31", "2027-12-31"]],
    ["20250101", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", ["2025-12-29", "2027-01-04", "2028-01-03"]],
    ["20240131", "FREQ=MONTHLY", ["2025-12-31", "2026-01-31", "2026-03-31"]],
    [
      "20240101",
      "FREQ=MONTHLY;BYMONTHDAY=-1;INTERVAL=5",
      ["2026-02-28", "2026-07-31", "2026-12-31"],
    ],
    [
      "20240101",
      "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
      ["2025-11-28", "2025-12-31", "2026-01-30"],
    ],
    ["20260107", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", ["2026-01-07", "2026-01-19", "2026-01-21"]],
    ["20260101", "FREQ=DAILY;INTERVAL=10;COUNT=3", ["2026-01-01", "2026-01-11", "2026-01-21"]],
    ["20260101", "FREQ=DAILY;UNTIL=20260103", ["2026-01-01", "2026-01-02", "2026-01-03"]],
    ["20260101", "FREQ=YEARLY;COUNT=3", ["2026-01-01", "2027-01-01", "2028-01-01"]],
    ["20260102", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", ["2026-01-02"]],
  ])("from %s by %s is its dates", (date, rule, expected) => {
    expect(short(on(date, rule)).slice(0, 3)).toEqual(expected);
  });

  it("leaves out what it says is left out, and adds what it says is added", () => {
    const more = "\nEXDATE;VALUE=DATE:20261225\nRDATE;VALUE=DATE:20260501,20260502";
    expect(short(on("20251225", "FREQ=YEARLY", more)).slice(0, 4)).toEqual([
      "2025-12-25",
      "2026-05-01",
      "2026-05-02",
      "2027-12-25",
    ]);
  });

  it("counts its times from the start, also those before the range", () => {
    expect(short(on("20230101", "FREQ=YEARLY;COUNT=4"))).toEqual(["2026-01-01"]);
  });
});

describe("a file that cannot be taken", () => {
  const date = "DTSTART;VALUE=DATE:20260101";
  it.each([
    ["", "Line 1: this is no iCalendar file, which begins with BEGIN:VCALENDAR."],
    ["<html>\n", "Line 1: this is no iCalendar file, which begins with BEGIN:VCALENDAR."],
    [file(date).slice(0, -15), "It ends in the middle: END:VCALENDAR is missing."],
    [file(date).replace("END:VEVENT", "END:VTODO"), "Line 7: END:VTODO where END:VEVENT was due."],
    ["BEGIN:VCALENDAR\n".repeat(20), "Line 9: components nest more than 8 deep."],
    [file(), "Nothing in the file excludes a day. It has no events."],
    [
      file("DTSTART:x"),
      'The event "E" in line 3 cannot be taken: its DTSTART is no date that exists.',
    ],
    [
      file(`${date}\nRRULE:FREQ=HOURLY`),
      'The event "E" in line 3 cannot be taken: it recurs HOURLY; days recur DAILY, WEEKLY, MONTHLY or YEARLY.',
    ],
    [
      file(`${date}\nRRULE:FREQ=YEARLY;BYEASTER=1`),
      'The event "E" in line 3 cannot be taken: its RRULE has a part this cannot read: BYEASTER.',
    ],
    [
      file("DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY;COUNT=50000"),
      'The event "E" in line 3 cannot be taken: it recurs a number of times from too long ago.',
    ],
    [
      file(`${date}\nRRULE:FREQ=DAILY;COUNT=9999`),
      "A calendar has at most 2000 entries; these are 3977. Use two calendars.",
    ],
  ])("says why (%#)", (text, expected) => {
    expect(problem(text)).toBe(expected);
  });

  it("is given up on when it makes ever more entries", () => {
    const events = Array.from({ length: 9 }, () => `${date}\nRRULE:FREQ=DAILY;INTERVAL=2`);
    let number = 0;
    const text = file(...events).replaceAll("SUMMARY:E", () => `SUMMARY:E${number++}`);
    expect(problem(text)).toBe(
      "It makes more than 10000 entries, and a calendar has at most 2000.",
    );
  });

  it("tells of several events at once", () => {
    expect(problem(file("DTSTART:x", date, "X-NO:1")).split("\n")).toHaveLength(2);
  });
});
