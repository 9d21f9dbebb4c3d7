import { describe, expect, it } from "vitest";
import { normalizeSchedule } from "./normalize.ts";
import { at, fastestOfFive } from "./testing/schedules.ts";
import type { NormalizeOptions, Schedule, ScheduleInput } from "./types.ts";

const NOW = at("2026-11-20T10:00:00.500Z");
const BERLIN = "Europe/Berlin";

function schedule(input: ScheduleInput, options: Partial<NormalizeOptions> = {}): Schedule {
  const result = normalizeSchedule(input, { now: NOW, setting: true, ...options });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.schedule;
}

function pointers(input: ScheduleInput, options: Partial<NormalizeOptions> = {}): string[] {
  const result = normalizeSchedule(input, { now: NOW, setting: true, ...options });
  return result.ok ? [] : result.problems.map((problem) => problem.pointer);
}

function warnings(input: ScheduleInput, options: Partial<NormalizeOptions> = {}): string[] {
  const result = normalizeSchedule(input, { now: NOW, setting: true, ...options });
  return result.ok ? result.warnings.map((warning) => warning.code) : ["refused"];
}

describe("the stored form", () => {
  it("of cron has every default, its zone spelled as IANA does, and its text trimmed", () => {
    expect(
      schedule({
        kind: "cron",
        expression: " 0 2 * * MON-FRI",
        timeZone: "europe/berlin",
        dst: { fold: "both" },
      }),
    ).toEqual({
      kind: "cron",
      expression: "0 2 * * MON-FRI",
      timeZone: BERLIN,
      dst: { gap: "next", fold: "both" },
      startAt: null,
      endAt: null,
      jitterSeconds: 0,
      calendars: [],
    });
  });

  it("says of excluded slots that they move, and nothing where they are skipped (K1)", () => {
    const input = { kind: "cron", expression: "0 2 * * *", calendars: ["holidays"] } as const;
    const plain = schedule(input);
    expect(plain).not.toHaveProperty("onExcluded");
    expect(schedule({ ...input, onExcluded: "skip" })).toStrictEqual(plain);
    const moving = schedule({ ...input, onExcluded: "move" });
    expect(moving).toEqual({ ...plain, onExcluded: "move" });
    expect(schedule(moving)).toEqual(moving);
    const hourly = schedule({ kind: "interval", every: "1h", onExcluded: "move" });
    expect(hourly).toMatchObject({ onExcluded: "move" });
  });

  it("can be normalized again without a change", () => {
    const inputs: ScheduleInput[] = [
      {
        kind: "cron",
        expression: "0 2 * * *",
        startAt: "2027-01-01T00:00:00+01:00",
        jitterSeconds: 5,
      },
      { kind: "interval", every: "1d", timeZone: BERLIN },
      { kind: "once", in: "2m" },
      { kind: "manual" },
    ];
    for (const input of inputs) expect(schedule(schedule(input))).toEqual(schedule(input));
  });

  it("writes instants in UTC, from RFC 3339 or from the clock of the zone (I4)", () => {
    const once = (when: string) => schedule({ kind: "once", at: when, timeZone: BERLIN });
    const wanted = { kind: "once", at: "2026-12-24T17:00:00.000Z", timeZone: BERLIN };
    expect(once("2026-12-24T18:00:00+01:00")).toEqual(wanted);
    expect(once("24-12-2026 18:00:00")).toEqual(wanted);
    expect(once("2026-12-24t17:00:00z")).toEqual(wanted);
    expect(once("2026-12-24T17:00:00.1239Z")).toMatchObject({ at: "2026-12-24T17:00:00.123Z" });
  });

  it("counts in exactly from now (I4)", () => {
    expect(schedule({ kind: "once", in: "2m" })).toMatchObject({ at: "2026-11-20T10:02:00.500Z" });
    expect(schedule({ kind: "once", in: "4d", timeZone: BERLIN })).toMatchObject({
      at: "2026-11-24T10:00:00.500Z",
    });
    expect(schedule({ kind: "once", in: "PT90M" })).toMatchObject({
      at: "2026-11-20T11:30:00.500Z",
    });
  });
});

describe("the anchor of an interval (I3)", () => {
  const anchor = (input: Partial<ScheduleInput>, options: Partial<NormalizeOptions> = {}) => {
    const result = schedule({ kind: "interval", every: "15m", ...input } as ScheduleInput, options);
    return result.kind === "interval" ? result.anchor : null;
  };

  it("is the one given, else startAt, else the moment of saving cut to the second", () => {
    expect(anchor({ anchor: "2026-01-01T01:00:00+01:00" })).toBe("2026-01-01T00:00:00.000Z");
    expect(anchor({ startAt: "2027-01-01T00:07:00Z" })).toBe("2027-01-01T00:07:00.000Z");
    expect(anchor({})).toBe("2026-11-20T10:00:00.000Z");
  });

  it("survives an edit of every", () => {
    const previous = schedule({ kind: "interval", every: "15m", anchor: "2026-01-01T00:00:00Z" });
    expect(anchor({ every: "20m" }, { previous })).toBe("2026-01-01T00:00:00.000Z");
    expect(anchor({ startAt: "2027-01-01T00:07:00Z" }, { previous })).toBe(
      "2027-01-01T00:07:00.000Z",
    );
    expect(anchor({ anchor: "2026-02-02T00:00:00Z" }, { previous })).toBe(
      "2026-02-02T00:00:00.000Z",
    );
  });
});

describe("problems", () => {
  it("come all at once, each at its field", () => {
    expect(
      pointers({
        kind: "cron",
        expression: "60 25 * * *",
        timeZone: "+02:00",
        startAt: "soon",
        endAt: "2026-02-30T00:00:00Z",
        jitterSeconds: 86_401,
      }),
    ).toEqual([
      "/schedule/expression",
      "/schedule/expression",
      "/schedule/timeZone",
      "/schedule/startAt",
      "/schedule/endAt",
      "/schedule/jitterSeconds",
    ]);
    expect(
      pointers({ kind: "interval", every: "often", anchor: "x", timeZone: "Nowhere" }),
    ).toEqual(["/schedule/every", "/schedule/timeZone", "/schedule/anchor"]);
  });

  it("say where in the expression", () => {
    const result = normalizeSchedule(
      { kind: "cron", expression: "0 24 * * *" },
      { now: NOW, setting: true },
    );
    expect(result.ok ? [] : result.problems).toEqual([
      {
        pointer: "/schedule/expression",
        message: '"24" is not between 0 and 23, at position 3 in field hour.',
      },
    ]);
  });

  it.each([
    "15 m",
    "m15",
    "1s1m",
    "1m1m",
    "1mo2h",
    "1y1s",
    "",
    "P",
    "PT",
    "P1H",
    "0s",
    "0d",
    "101y",
    "1201mo",
    "1.5h",
    "-1h",
    "1h 30m",
    `${"9".repeat(99)}s`,
  ])("every %j is refused (I1)", (every) => {
    expect(pointers({ kind: "interval", every })).toEqual(["/schedule/every"]);
  });

  it.each([
    "1s",
    "90m",
    "1h30m",
    "1d12h",
    "2w",
    "1mo",
    "1y6mo",
    "100y",
    "1200mo",
    "1y2mo3w4d",
    "P1DT12H",
    "P1M",
    "PT2M",
    "P1Y2M3W4D",
    "pt5s",
  ])("every %j is taken (I1)", (every) => {
    expect(pointers({ kind: "interval", every })).toEqual([]);
  });

  it("of a one-off: neither, both, no such moment, no such length", () => {
    expect(pointers({ kind: "once" })).toEqual(["/schedule/at"]);
    expect(pointers({ kind: "once", at: "2027-01-01T00:00:00Z", in: "1h" })).toEqual([
      "/schedule/in",
    ]);
    for (const when of [
      "tomorrow",
      "2027-02-29T00:00:00Z",
      "2027-01-01T00:00:00",
      "2027-01-01",
      "1-1-2027 00:00:00",
      "31-11-2026 00:00:00",
      "2027-01-01T24:00:00Z",
      "2027-01-01T00:00:60Z",
      "2027-01-01T00:00:00+24:00",
    ]) {
      expect(pointers({ kind: "once", at: when }), when).toEqual(["/schedule/at"]);
    }
    for (const length of ["1mo", "1y", "0s", "later"]) {
      expect(pointers({ kind: "once", in: length }), length).toEqual(["/schedule/in"]);
    }
  });

  it("of a one-off in the past only when the schedule is set (I4)", () => {
    const past: ScheduleInput = { kind: "once", at: "2026-11-20T10:00:00.500Z" };
    expect(pointers(past)).toEqual(["/schedule/at"]);
    expect(pointers(past, { setting: false })).toEqual([]);
    expect(pointers({ kind: "once", at: "2026-11-20T10:00:00.501Z" })).toEqual([]);
  });
});

describe("a one-off at a clock change (I4, Z2, Z3)", () => {
  const gap = { kind: "once", at: "28-03-2027 02:30:00", timeZone: BERLIN } as const;
  const fold = { kind: "once", at: "31-10-2027 02:30:00", timeZone: BERLIN } as const;

  it("moves out of a gap as its policy says, and cannot be skipped", () => {
    expect(schedule(gap)).toMatchObject({ at: "2027-03-28T01:00:00.000Z" });
    expect(schedule({ ...gap, dst: { gap: "shift" } })).toMatchObject({
      at: "2027-03-28T01:30:00.000Z",
    });
    expect(warnings(gap)).toEqual(["dst_gap"]);
    expect(pointers({ ...gap, dst: { gap: "skip" } })).toEqual(["/schedule/at"]);
  });

  it("takes one pass of a fold, the first also for both", () => {
    expect(schedule(fold)).toMatchObject({ at: "2027-10-31T00:30:00.000Z" });
    expect(schedule({ ...fold, dst: { fold: "both" } })).toMatchObject({
      at: "2027-10-31T00:30:00.000Z",
    });
    expect(schedule({ ...fold, dst: { fold: "second" } })).toMatchObject({
      at: "2027-10-31T01:30:00.000Z",
    });
    expect(warnings(fold)).toEqual(["dst_fold"]);
  });
});

describe("S6: a schedule that fires nothing", () => {
  const daily = { kind: "cron", expression: "0 12 * * *" } as const;

  it.each([
    [{ kind: "cron", expression: "0 0 30 2 *" }, "/schedule/expression"],
    [{ kind: "cron", expression: "0 0 0 1 1 * 2020" }, "/schedule/expression"],
    [{ ...daily, endAt: "2026-11-20T10:00:00Z" }, "/schedule/endAt"],
    [{ ...daily, endAt: "2026-11-20T12:00:00Z" }, "/schedule/endAt"],
    [
      { ...daily, startAt: "2027-01-01T13:00:00Z", endAt: "2027-01-02T12:00:00Z" },
      "/schedule/endAt",
    ],
    [
      { ...daily, startAt: "2027-01-01T13:00:00Z", endAt: "2027-01-01T13:00:00Z" },
      "/schedule/endAt",
    ],
    [{ ...daily, startAt: "2199-12-31T13:00:00Z" }, "/schedule/startAt"],
    [
      {
        kind: "interval",
        every: "2d",
        anchor: "2026-11-20T09:00:00Z",
        endAt: "2026-11-22T09:00:00Z",
      },
      "/schedule/endAt",
    ],
    [
      {
        kind: "cron",
        expression: "0 30 2 ? 3 SUN#2",
        timeZone: "America/New_York",
        dst: { gap: "skip" },
      },
      "/schedule/expression",
    ],
  ] satisfies [ScheduleInput, string][])("%j is refused at %s", (input, pointer) => {
    expect(pointers(input)).toEqual([pointer]);
  });

  it("is taken when one slot is left", () => {
    expect(pointers({ ...daily, endAt: "2026-11-20T12:00:00.001Z" })).toEqual([]);
    expect(pointers({ kind: "cron", expression: "0 0 0 1 1 * 2199" })).toEqual([]);
  });

  it("asks of one that is not being set only that it ever fires", () => {
    expect(pointers({ ...daily, endAt: "2020-01-01T00:00:00Z" }, { setting: false })).toEqual([]);
    expect(pointers({ kind: "cron", expression: "0 0 30 2 *" }, { setting: false })).toEqual([
      "/schedule/expression",
    ]);
  });
});

describe("warnings", () => {
  it("of * with a step beside another date field (D1), and of H without a job (X5)", () => {
    expect(warnings({ kind: "cron", expression: "0 0 */2 * MON" })).toEqual(["stepped_star"]);
    expect(warnings({ kind: "cron", expression: "0 0 */2 * *" })).toEqual([]);
    expect(warnings({ kind: "cron", expression: "H 0 * * *" })).toEqual(["hash_without_job"]);
    expect(warnings({ kind: "cron", expression: "H 0 * * *" }, { jobId: "x" })).toEqual([]);
  });
});

describe("hostile input", () => {
  it.each([
    ["long lists", "0,".repeat(249)],
    ["many stars", "*".repeat(500)],
    ["many parentheses", `${"H(".repeat(200)}`],
    ["many digits", `${"9".repeat(490)} * * * *`],
    ["many spaces", `${" ".repeat(499)}*`],
    ["a million spaces", `${" ".repeat(1_000_000)}*`],
    ["a search of centuries", "59 59 23 31W 2 5#5 2199"],
  ])("%s are answered at once", (_, expression) => {
    const took = fastestOfFive(() => {
      expect(pointers({ kind: "cron", expression })).not.toEqual([]);
      expect(pointers({ kind: "interval", every: expression.slice(0, 100) })).not.toEqual([]);
      expect(pointers({ kind: "once", at: expression, timeZone: expression })).not.toEqual([]);
    });
    expect(took).toBeLessThan(50);
  });
});
