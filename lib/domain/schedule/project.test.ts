import { describe, expect, it } from "vitest";
import { cronNominalTimes } from "./cron-nominal.ts";
import { parseCron } from "./cron-parse.ts";
import { NO_JOB } from "./hash.ts";
import { calendarNominalTimes } from "./interval.ts";
import type { NominalTimes } from "./nominal.ts";
import { type ClockRule, projectSlots, REAL_TIME } from "./project.ts";
import { zoneOf } from "./zone.ts";

type Projected = ReturnType<typeof projectSlots>;

const END = Date.UTC(2200, 0, 1);

/** Answers how many nominal times a schedule asks for while it runs. */
function counted(nominal: NominalTimes, timeZone: string, rule: ClockRule) {
  let asked = 0;
  const count = <A extends unknown[]>(answer: (...question: A) => number) => {
    return (...question: A): number => {
      asked += 1;
      return answer(...question);
    };
  };
  const asking: NominalTimes = {
    atOrAfter: count(nominal.atOrAfter),
    before: count(nominal.before),
    count: count(nominal.count),
  };
  const schedule = projectSlots(asking, zoneOf(timeZone), rule, { from: 0, until: END });
  return (run: (schedule: Projected) => unknown): number => {
    asked = 0;
    run(schedule);
    return asked;
  };
}

function nominalTimes(expression: string): NominalTimes {
  const parsed = parseCron(expression, NO_JOB);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return cronNominalTimes(parsed.cron);
}

function cron(expression: string, timeZone: string, rule: ClockRule) {
  return counted(nominalTimes(expression), timeZone, rule);
}

function cronSlots(expression: string, timeZone: string, rule: ClockRule): Projected {
  return projectSlots(nominalTimes(expression), zoneOf(timeZone), rule, { from: 0, until: END });
}

const SHIFT = { gap: "shift", fold: "both" } as const;
const SKIP = { gap: "skip", fold: "first" } as const;

describe("the work a question takes, in nominal times asked for", () => {
  it("is a few to find the one slot in centuries, and that there is none", () => {
    for (const expression of ["0 0 0 29 2 ? 2196", "0 0 30 2 *", "0 0 0 31 12 ? 2199"]) {
      const steps = cron(expression, "America/New_York", SKIP);
      expect(steps((schedule) => schedule.next(0))).toBeLessThan(10);
      expect(steps((schedule) => schedule.previous(END))).toBeLessThan(10);
    }
  });

  it("is one or two for each clock change to count centuries of seconds", () => {
    const steps = cron("* * * * * *", "America/New_York", REAL_TIME);
    expect(steps((schedule) => schedule.count(0, END))).toBeLessThan(2 * 470);
  });

  it("goes by the minute where gap shift moves seconds onto seconds", () => {
    const steps = cron("* * 0-22 * * *", "America/New_York", SHIFT);
    expect(steps((schedule) => schedule.count(0, END))).toBeLessThan(230 * 3 * 62);
  });

  it("does not grow with what lies between where a calendar interval is asked", () => {
    const nominal = calendarNominalTimes(Date.UTC(1970, 0, 31, 2, 30), 1_200, 0);
    const steps = counted(nominal, "America/New_York", SHIFT);
    expect(steps((schedule) => schedule.next(Date.UTC(1980, 0)))).toBeLessThan(10);
  });

  it("is a few for each slot when many are wanted", () => {
    const steps = cron("0 0 29 2 *", "America/New_York", SHIFT);
    expect(steps((schedule) => schedule.between(0, END, 1_000))).toBeLessThan(57 * 8);
  });
});

it("counts each of a gap's times once where shift moves some of them onto others (S4)", () => {
  const schedule = (expression: string) => cronSlots(expression, "Europe/Berlin", SHIFT);
  const [from, to] = [Date.UTC(2026, 2, 29), Date.UTC(2026, 2, 29, 2)];
  // From 01:00 to 04:00 local: 02:05, 02:10 and 02:15 come at 03:05, 03:10 and 03:15, of which one is there already.
  expect(schedule("5,10,15 1,2 * * *").count(from, to)).toBe(6);
  expect(schedule("0 5,10,15 1-2 * * *").count(from, to)).toBe(6);
  expect(schedule("5,10,15 2,3 * * *").count(from, to)).toBe(3);
  expect(schedule("20-40 5,10 2,3 * * *").count(from, to)).toBe(42);
});

it("counts second by second where the clocks moved by 44 minutes and 30 seconds", () => {
  // Monrovia had no 00:00:00 to 00:44:29 on 7 January 1972. 00:00:00 comes at 00:44:30, which is there already, but
  // 00:00:30 at 00:45:00, and 00:44:00 at 01:28:30.
  const schedule = cronSlots("0,30 0,44 0 7 1 ? 1972", "Africa/Monrovia", SHIFT);
  expect(schedule.count(0, END)).toBe(3);
  expect(schedule.between(0, END, 9).map(({ at }) => new Date(at).toISOString())).toEqual([
    "1972-01-07T00:44:30.000Z",
    "1972-01-07T00:45:00.000Z",
    "1972-01-07T01:28:30.000Z",
  ]);
});
