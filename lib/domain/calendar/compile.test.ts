import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendarsAround } from "../schedule/testing/calendar-cases.ts";
import { judgeByHand } from "../schedule/testing/calendar-reference.ts";
import { fastestOfFive } from "../schedule/testing/schedules.ts";
import { compileCalendars } from "./compile.ts";
import type { CalendarEntry } from "./types.ts";

const DAY = 86_400_000;

/** Local milliseconds of `2026-12-25 09:00`. */
const local = (text: string): number => Date.parse(`${text.replace(" ", "T")}Z`);

function verdicts(entries: readonly CalendarEntry[], ...times: string[]): (string | null)[] {
  const calendars = compileCalendars([{ slug: "c", name: "C", entries }]);
  return times.map((time) => calendars.judge(local(time))?.name ?? null);
}

describe("the verdict on a local time (K1)", () => {
  it("excludes dates, ranges of dates with their last day, and days of each year and week", () => {
    const entries: CalendarEntry[] = [
      { kind: "date", date: "2026-12-24", until: "2026-12-26", name: "holiday" },
      { kind: "yearly", date: "02-29", name: "leap day" },
      { kind: "weekly", days: ["SUN"], name: "Sunday" },
    ];
    expect(
      verdicts(
        entries,
        "2026-12-23 23:59",
        "2026-12-24 00:00",
        "2026-12-26 23:59",
        "2026-12-27 12:00",
        "2026-12-28 00:00",
        "2028-02-29 12:00",
        "2027-03-01 12:00",
      ),
    ).toEqual([null, "holiday", "holiday", "Sunday", null, "leap day", null]);
  });

  it("adds up the hours of a day, leaves days alone that none names, and wraps within the date", () => {
    const entries: CalendarEntry[] = [
      { kind: "hours", from: "08:00", to: "12:00", days: ["MON"] },
      { kind: "hours", from: "13:00", to: "24:00", days: ["MON"] },
      { kind: "hours", from: "22:00", to: "06:00", days: ["WED"] },
    ];
    const monday = "outside 08:00–12:00 on Mon";
    const wednesday = "outside 22:00–06:00 on Wed";
    expect(
      verdicts(
        entries,
        "2026-11-23 07:59",
        "2026-11-23 08:00",
        "2026-11-23 12:00",
        "2026-11-23 23:59",
        "2026-11-24 03:00",
        "2026-11-25 05:59",
        "2026-11-25 06:00",
        "2026-11-25 22:00",
        "2026-11-26 07:00",
      ),
    ).toEqual([monday, null, monday, null, null, null, wednesday, null, null]);
  });

  it("names the first entry of the first calendar, days before hours", () => {
    const calendars = compileCalendars([
      {
        slug: "office",
        name: "Office",
        entries: [
          { kind: "hours", from: "08:00", to: "18:00" },
          { kind: "date", date: "2026-12-25", until: "2026-12-26" },
        ],
      },
      { slug: "de", name: "Germany", entries: [{ kind: "yearly", date: "12-25", name: "Xmas" }] },
    ]);
    expect(calendars.judge(local("2026-12-25 03:00"))).toEqual({
      reason: "calendar",
      calendar: "office",
      entry: 1,
      name: "25 to 26 December 2026",
    });
    expect(calendars.judge(local("2027-12-25 03:00"))).toMatchObject({ calendar: "de", entry: 0 });
    expect(calendars.judge(local("2026-12-27 03:00"))).toEqual({
      reason: "window",
      calendar: "office",
      entry: 0,
      name: "outside 08:00–18:00",
    });
    expect(calendars.nameOf("de")).toBe("Germany");
    expect(calendars.nameOf("gone")).toBe("gone");
  });

  it("is that of reading the entries one by one", () => {
    const around = local("2026-03-01 00:00");
    const times = fc.array(fc.integer({ min: -60 * 1_440, max: 60 * 1_440 }), { minLength: 20 });
    fc.assert(
      fc.property(calendarsAround(around), times, (calendars, minutes) => {
        const compiled = compileCalendars(calendars);
        for (const minute of minutes) {
          const time = around + minute * 60_000;
          const plain = Temporal.PlainDateTime.from(new Date(time).toISOString().slice(0, -1));
          const { name, ...found } = compiled.judge(time) ?? { name: "" };
          expect(name === "" ? null : found).toEqual(judgeByHand(calendars, plain));
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("stretches without a change", () => {
  it("end and begin where the reason changes, wherever one looks", () => {
    const around = local("2026-03-01 00:00");
    const starts = fc.integer({ min: -20 * 1_440, max: 20 * 1_440 });
    fc.assert(
      fc.property(calendarsAround(around), starts, (calendars, minute) => {
        const compiled = compileCalendars(calendars);
        const reason = (time: number) => compiled.judge(time)?.reason ?? null;
        const at = around + minute * 60_000;
        const [low, high] = [at - 3 * DAY, at + 3 * DAY];
        let end = at;
        while (end < high && reason(end) === reason(at)) end += 60_000;
        expect(compiled.stretchEnd(at, high)).toBe(end);
        let start = at;
        while (start > low && reason(start - 60_000) === reason(at)) start -= 60_000;
        expect(compiled.stretchStart(at, low)).toBe(start);
      }),
      { numRuns: 200 },
    );
  });

  it("of centuries are found at once", () => {
    const entries: CalendarEntry[][] = [
      [{ kind: "weekly", days: ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] }],
      [{ kind: "date", date: "0001-01-01", until: "9999-12-31" }],
    ];
    for (const list of entries) {
      const compiled = compileCalendars([{ slug: "c", name: "C", entries: list }]);
      const took = fastestOfFive(() => {
        expect(compiled.stretchEnd(0, local("9990-01-01 00:00"))).toBe(local("9990-01-01 00:00"));
        expect(compiled.stretchStart(0, local("1000-01-01 00:00"))).toBe(local("1000-01-01 00:00"));
      });
      expect(took).toBeLessThan(5);
    }
  });
});

it("2,000 overlapping ranges cost no more than as many days", () => {
  const day = (index: number) => new Date(local("2000-01-01 00:00") + index * DAY);
  const date = (index: number) => day(index).toISOString().slice(0, 10);
  const entries = Array.from({ length: 2_000 }, (_, index): CalendarEntry => {
    return { kind: "date", date: date(index * 7), until: date(index * 7 + 3_000 + index) };
  });
  const took = fastestOfFive(() => {
    const compiled = compileCalendars([{ slug: "c", name: "C", entries }]);
    for (let index = 0; index < 10_000; index++) compiled.judge(day(index).getTime());
    expect(compiled.judge(day(9_000).getTime())?.entry).toBe(750);
  });
  expect(took).toBeLessThan(100);
});
