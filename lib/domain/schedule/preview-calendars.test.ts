import { describe, expect, it } from "vitest";
import { compileCalendars } from "../calendar/compile.ts";
import type { Calendar, CalendarEntry } from "../calendar/types.ts";
import { previewOccurrences } from "./preview.ts";
import { at, cronSchedule, fastestOfFive, intervalSchedule } from "./testing/schedules.ts";
import type { Schedule } from "./types.ts";

const HOLIDAYS: Calendar = {
  slug: "holidays",
  name: "Holidays",
  entries: [
    { kind: "yearly", date: "12-25", name: "Christmas Day" },
    { kind: "weekly", days: ["SUN"] },
  ],
};
const OFFICE: Calendar = {
  slug: "office",
  name: "Office hours",
  entries: [{ kind: "hours", from: "08:00", to: "18:00" }],
};
const NEVER: CalendarEntry = {
  kind: "weekly",
  days: ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"],
};

function preview(schedule: Schedule, from: string, count: number, calendars: Calendar[]) {
  const options = { from: at(from), count, calendars: compileCalendars(calendars) };
  return previewOccurrences(schedule, options);
}

describe("a preview under calendars (S5, K1)", () => {
  const used = { calendars: ["holidays", "office"] };

  it("lists what fires and warns of what is skipped, with calendar and entry", () => {
    const schedule = cronSchedule("0 3,12 * * *", "Europe/Berlin", used);
    const found = preview(schedule, "2026-12-24T20:00:00Z", 1, [HOLIDAYS, OFFICE]);
    expect(found.occurrences.map(({ local }) => local)).toEqual(["2026-12-26T12:00:00"]);
    expect(found.warnings).toEqual([
      {
        code: "calendar",
        at: "2026-12-25T02:00:00.000Z",
        message: 'Skipped: calendar "Holidays" excludes this day (Christmas Day).',
      },
      {
        code: "calendar",
        at: "2026-12-25T11:00:00.000Z",
        message: 'Skipped: calendar "Holidays" excludes this day (Christmas Day).',
      },
      {
        code: "window",
        at: "2026-12-26T02:00:00.000Z",
        message: 'Skipped: calendar "Office hours" excludes this time (outside 08:00–18:00).',
      },
    ]);
  });

  it("says where a slot was moved from, and why one could not be moved", () => {
    const rest = { ...used, onExcluded: "move" } as const;
    const moving = cronSchedule("0 12 * * FRI", "Europe/Berlin", rest);
    const found = preview(moving, "2026-12-24T20:00:00Z", 2, [HOLIDAYS, OFFICE]);
    expect(found.warnings).toEqual([]);
    expect(found.occurrences).toEqual([
      {
        at: "2026-12-26T11:00:00.000Z",
        local: "2026-12-26T12:00:00",
        offset: "+01:00",
        notes: [],
        movedFrom: "2026-12-25T11:00:00.000Z",
      },
      { at: "2027-01-01T11:00:00.000Z", local: "2027-01-01T12:00:00", offset: "+01:00", notes: [] },
    ]);
    const stuck = cronSchedule("0 3,12 1 * *", "Europe/Berlin", rest);
    const { warnings } = preview(stuck, "2026-12-24T20:00:00Z", 1, [OFFICE]);
    expect(warnings.map(({ message }) => message)).toEqual([
      'Skipped: calendar "Office hours" excludes this time (outside 08:00–18:00), and no date within 31 days can take it.',
    ]);
  });

  it("tells of the first 100 one by one and then counts", () => {
    const schedule = cronSchedule("* * * * * *", "Europe/Berlin", used);
    const found = preview(schedule, "2026-12-26T22:00:00Z", 3, [HOLIDAYS]);
    expect(found.occurrences.map(({ local }) => local.slice(11))).toEqual([
      "23:00:01",
      "23:00:02",
      "23:00:03",
    ]);
    const sunday = preview(schedule, "2026-12-26T22:59:58Z", 3, [HOLIDAYS]);
    expect(sunday.occurrences.map(({ local }) => local)).toEqual([
      "2026-12-26T23:59:59",
      "2026-12-28T00:00:00",
      "2026-12-28T00:00:01",
    ]);
    expect(sunday.warnings).toHaveLength(101);
    expect(sunday.warnings.at(-1)).toEqual({
      code: "not_listed",
      message: `${86_400 - 100} more are skipped before the last of these occurrences and not listed here.`,
    });
  });

  it("comes to an end where nothing fires any more", () => {
    const never = { slug: "never", name: "Never", entries: [NEVER] };
    const always = {
      slug: "until",
      name: "Until",
      entries: [{ kind: "date", date: "2000-01-01", until: "9999-12-31" } as const],
    };
    const schedules = [
      cronSchedule("* * * * * *", "Europe/Berlin", { calendars: ["never"] }),
      cronSchedule("0 3 * * *", "Europe/Berlin", { calendars: ["never"], onExcluded: "move" }),
      intervalSchedule("1d", "2026-01-01T00:00:00.000Z", { calendars: ["never"] }),
      intervalSchedule("1s", "2026-01-01T00:00:00.000Z", {
        calendars: ["never"],
        onExcluded: "move",
      }),
    ];
    for (const schedule of schedules) {
      for (const calendar of [never, always]) {
        const found = preview(schedule, "2026-12-26T22:00:00Z", 1_000, [calendar]);
        expect(found.occurrences).toEqual([]);
        expect(found.warnings).toHaveLength(101);
        expect(found.warnings.at(-1)?.code).toBe("not_listed");
        const took = fastestOfFive(() => {
          preview(schedule, "2026-12-26T22:00:00Z", 1_000, [calendar]);
        });
        expect(took).toBeLessThan(50);
      }
    }
  });

  it("does not look for years at hours that never come", () => {
    for (const onExcluded of [{}, { onExcluded: "move" }] as const) {
      const nightly = cronSchedule("0 3 * * *", "Europe/Berlin", {
        calendars: ["office"],
        ...onExcluded,
      });
      const took = fastestOfFive(() => {
        expect(preview(nightly, "2026-12-26T22:00:00Z", 5, [OFFICE]).occurrences).toEqual([]);
      });
      expect(took).toBeLessThan(200);
    }
  });
});
