import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileSchedule } from "./compile.ts";
import { NO_JOB } from "./hash.ts";
import { dstPolicy, moment, zone } from "./testing/arbitraries.ts";
import { nominalSlots } from "./testing/reference.ts";
import { at, intervalSchedule, slotsAfter } from "./testing/schedules.ts";

const compile = (every: string, anchor: string, timeZone = "UTC", dst = {}) =>
  compileSchedule(
    intervalSchedule(every, anchor, {
      timeZone,
      dst: { gap: "next", fold: "first", ...dst },
    }),
    NO_JOB,
  );

describe("exact intervals (I2)", () => {
  it("are anchor + k × every, also before the anchor, whatever the clocks do", () => {
    const schedule = compile("1d12h", "2026-03-29T00:00:00Z", "Europe/Berlin");
    expect(slotsAfter(schedule, "2026-03-25T12:00:00Z", 4)).toEqual([
      "2026-03-26T00:00:00Z",
      "2026-03-27T12:00:00Z",
      "2026-03-29T00:00:00Z",
      "2026-03-30T12:00:00Z",
    ]);
  });

  it("keep the anchor's milliseconds", () => {
    const schedule = compile("10s", "2026-01-01T00:00:00.250Z");
    expect(slotsAfter(schedule, "2026-01-01T00:00:00.250Z", 1)).toEqual([
      "2026-01-01T00:00:10.250Z",
    ]);
  });

  it("note local times that come twice, on either pass (S5)", () => {
    const schedule = compile("30m", "2026-01-01T00:00:00Z", "Europe/Berlin");
    expect(slotsAfter(schedule, "2026-10-24T23:30:00Z", 5)).toEqual([
      "2026-10-25T00:00:00Z dst_fold",
      "2026-10-25T00:30:00Z dst_fold",
      "2026-10-25T01:00:00Z dst_fold",
      "2026-10-25T01:30:00Z dst_fold",
      "2026-10-25T02:00:00Z",
    ]);
  });

  it("answer all four questions alike", () => {
    const day = 86_400_000;
    const cases = fc.record({
      every: fc.integer({ min: 1, max: 200_000 }),
      anchor: fc.integer({ min: 0, max: 200 * 365 * day }),
      from: fc.integer({ min: 0, max: 200 * 365 * day }),
      span: fc.integer({ min: 0, max: 10 * day }),
    });
    fc.assert(
      fc.property(cases, ({ every, anchor, from, span }) => {
        const schedule = compile(`${every}s`, new Date(anchor).toISOString());
        const slots = schedule.between(from, from + span, 50);
        const step = every * 1_000;
        const first = anchor + Math.ceil((from - anchor) / step) * step;
        const wanted = Array.from({ length: 50 }, (_, i) => first + i * step);
        expect(slots.map((slot) => slot.at)).toEqual(wanted.filter((t) => t < from + span));
        expect(schedule.next(from - 1)?.at).toBe(first);
        expect(schedule.previous(from)?.at ?? -1).toBe(first - step < 0 ? -1 : first - step);
        expect(schedule.count(from, from + span)).toBe(
          Math.max(0, Math.ceil((from + span - first) / step)),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe("calendar intervals (I2)", () => {
  it("cut the day to the month's last, each time from the anchor", () => {
    const schedule = compile("1mo", "2026-01-31T00:00:00Z");
    expect(slotsAfter(schedule, "2025-11-30T12:00:00Z", 5)).toEqual([
      "2025-12-31T00:00:00Z",
      "2026-01-31T00:00:00Z",
      "2026-02-28T00:00:00Z",
      "2026-03-31T00:00:00Z",
      "2026-04-30T00:00:00Z",
    ]);
  });

  it("keep the local time across clock changes, by Z2 in a gap and Z3 in a fold", () => {
    const daily = compile("1d", "2026-03-27T01:30:00Z", "Europe/Berlin");
    expect(slotsAfter(daily, "2026-03-27T12:00:00Z", 3)).toEqual([
      "2026-03-28T01:30:00Z",
      "2026-03-29T01:00:00Z dst_gap",
      "2026-03-30T00:30:00Z",
    ]);
    const both = compile("1d", "2026-10-20T00:30:00Z", "Europe/Berlin", { fold: "both" });
    expect(slotsAfter(both, "2026-10-24T12:00:00Z", 3)).toEqual([
      "2026-10-25T00:30:00Z dst_fold",
      "2026-10-25T01:30:00Z dst_fold",
      "2026-10-26T01:30:00Z",
    ]);
  });

  it("come on 29 February only in leap years when they begin there, and on the 28th else", () => {
    const schedule = compile("1y", "2024-02-29T06:00:00Z");
    expect(slotsAfter(schedule, "2026-01-01T00:00:00Z", 3)).toEqual([
      "2026-02-28T06:00:00Z",
      "2027-02-28T06:00:00Z",
      "2028-02-29T06:00:00Z",
    ]);
  });

  it("agree with Temporal in any zone, around clock changes", { timeout: 60_000 }, () => {
    const cases = fc
      .tuple(
        zone,
        dstPolicy,
        fc.constantFrom([0, 1], [0, 2], [0, 7], [1, 0], [1, 3], [12, 0], [7, 11]),
        fc.integer({ min: 0, max: 86_399 }),
      )
      .chain(([timeZone, dst, every, second]) =>
        moment(timeZone).map((near) => ({ timeZone, dst, every, second, near })),
      );
    fc.assert(
      fc.property(cases, ({ timeZone, dst, every, second, near }) => {
        const [months = 0, days = 0] = every;
        const anchor = Temporal.Instant.fromEpochMilliseconds(Math.max(near, 0))
          .toZonedDateTimeISO(timeZone)
          .add({ months: 5 * months, days: 5 * days })
          .withPlainTime(Temporal.PlainTime.from("00:00").add({ seconds: second }));
        const local = anchor.toPlainDateTime();
        const locals = Array.from({ length: 40 }, (_, i) =>
          local.add({ months: (i - 20) * months, days: (i - 20) * days }),
        );
        const from = anchor.subtract({ months: 9 * months, days: 9 * days }).epochMilliseconds;
        const to = anchor.add({ months: 9 * months, days: 9 * days }).epochMilliseconds;
        const start = Math.max(0, from);
        const wanted = nominalSlots(locals, timeZone, dst, start, to);
        const text = `${months > 0 ? `${months}mo` : ""}${days > 0 ? `${days}d` : ""}`;
        const schedule = compile(text, anchor.toInstant().toString(), timeZone, dst);
        expect(schedule.between(start, to, Infinity)).toEqual(wanted);
        expect(schedule.count(start, to)).toBe(wanted.length);
        expect(schedule.previous(to)).toEqual(wanted.at(-1) ?? schedule.previous(to));
      }),
      { numRuns: 300 },
    );
  });
});

describe("the window (S2, I3)", () => {
  it("keeps startAt and leaves out endAt, and moves no grid point", () => {
    const schedule = compileSchedule(
      intervalSchedule("1h", "2026-01-01T00:15:00Z", {
        startAt: "2026-01-01T02:00:00.000Z",
        endAt: "2026-01-01T04:15:00.000Z",
      }),
      NO_JOB,
    );
    expect(slotsAfter(schedule, "2025-01-01T00:00:00Z", 9)).toEqual([
      "2026-01-01T02:15:00Z",
      "2026-01-01T03:15:00Z",
    ]);
    expect(schedule.previous(at("2027-01-01T00:00:00Z"))?.at).toBe(at("2026-01-01T03:15:00Z"));
    expect(schedule.count(0, at("2027-01-01T00:00:00Z"))).toBe(2);
  });
});
