import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileSchedule } from "./compile.ts";
import { NO_JOB } from "./hash.ts";
import { dateModel, dstPolicy, moment, timeModel, zone } from "./testing/arbitraries.ts";
import { type CronModel, cronSlots } from "./testing/reference.ts";
import type { CompiledSchedule, DstPolicy, Instant, Slot } from "./types.ts";

// biome-ignore lint/style/noProcessEnv: how long the random run is, is for the one who runs it
// biome-ignore lint/style/noRestrictedGlobals: same
const RUNS = Number(process.env["COUNT"] ?? 150);
const HOUR = 3_600_000;
const FIRST = 0;
const END = Date.UTC(2200, 0, 1);

function compile(text: string, timeZone: string, dst: DstPolicy): CompiledSchedule {
  return compileSchedule(
    {
      kind: "cron",
      expression: text,
      timeZone,
      dst,
      startAt: null,
      endAt: null,
      jitterSeconds: 0,
      calendars: [],
    },
    NO_JOB,
  );
}

/** All four questions about a window must give what the reference gives. */
function expectSlots(engine: CompiledSchedule, from: Instant, to: Instant, wanted: Slot[]): void {
  expect(engine.between(from, to, Infinity)).toEqual(wanted);
  expect(engine.count(from, to)).toBe(wanted.length);
  const back: Slot[] = [];
  for (let slot = engine.previous(to); slot && slot.at >= from; slot = engine.previous(slot.at)) {
    back.unshift(slot);
  }
  expect(back).toEqual(wanted);
  const cut = wanted[Math.floor(wanted.length / 2)]?.at ?? from;
  expect(engine.count(from, cut) + engine.count(cut, to)).toBe(wanted.length);
  expect(engine.next(from - 1)?.at ?? Infinity).toBeGreaterThanOrEqual(wanted[0]?.at ?? to);
}

describe("cron slots against a slow reference on Temporal", { timeout: 40 * RUNS * 10 }, () => {
  it("agrees second by second around clock changes (S1–S5, X1–X4, D1, Z1–Z4)", () => {
    const cases = fc
      .tuple(timeModel, zone, dstPolicy)
      .chain(([model, timeZone, dst]) =>
        moment(timeZone).map((from) => ({ model, timeZone, dst, from })),
      );
    fc.assert(
      fc.property(cases, ({ model, timeZone, dst, from }) => {
        const start = Math.max(FIRST, from);
        const to = Math.min(END, start + windowOf(model));
        const wanted = cronSlots(model, timeZone, dst, start, to);
        expectSlots(compile(model.text, timeZone, dst), start, to, wanted);
      }),
      { numRuns: RUNS },
    );
  });

  it("agrees on dates over years (X3, X4, D1, D2)", () => {
    const cases = fc.tuple(dateModel, fc.integer({ min: 1970, max: 2197 }));
    fc.assert(
      fc.property(cases, ([model, year]) => {
        const from = Date.UTC(year, 0, 1);
        const to = Date.UTC(year + 2, 0, 1);
        const wanted = cronSlots(model, "UTC", { gap: "next", fold: "first" }, from, to);
        const engine = compile(model.text, "UTC", { gap: "next", fold: "first" });
        expectSlots(engine, from, to, wanted);
      }),
      { numRuns: RUNS },
    );
  });
});

function windowOf(model: CronModel): number {
  const everyMinute = model.seconds.length === 1 && model.seconds[0] === 0;
  return model.wildcardHour && !everyMinute ? 3 * HOUR : 60 * HOUR;
}
