import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCalendars } from "../calendar/compile.ts";
import { fateOf } from "./base.ts";
import { compileSchedule } from "./compile.ts";
import { NO_JOB } from "./hash.ts";
import { type CalendarCase, calendarCase, gapCase } from "./testing/calendar-cases.ts";
import { moveByHand, skipByHand } from "./testing/calendar-reference.ts";
import type { CompiledSchedule, Instant, Slot } from "./types.ts";

// biome-ignore lint/style/noProcessEnv: how long the random run is, is for the one who runs it
// biome-ignore lint/style/noRestrictedGlobals: same
const RUNS = Number(process.env["COUNT"] ?? 150);
const DAY = 86_400_000;

const anyCase = fc.oneof(calendarCase, gapCase);

/** Slots without the names of the entries, which the reference does not know. */
function bare(slots: readonly Slot[]): unknown[] {
  return slots.map((slot) => {
    if (!slot.excluded) return slot;
    const { name, ...excluded } = slot.excluded;
    expect(name).not.toBe("");
    return { ...slot, excluded };
  });
}

function expectSlots(
  engine: CompiledSchedule,
  from: Instant,
  to: Instant,
  wanted: unknown[],
): void {
  const slots = engine.between(from, to, Infinity);
  expect(bare(slots)).toEqual(wanted);
  expect(engine.count(from, to)).toBe(slots.length);
  const back: Slot[] = [];
  for (let slot = engine.previous(to); slot && slot.at >= from; slot = engine.previous(slot.at)) {
    back.unshift(slot);
  }
  expect(back).toEqual(slots);
  const cut = slots[Math.floor(slots.length / 2)]?.at ?? from;
  expect(engine.count(from, cut) + engine.count(cut, to)).toBe(slots.length);
  const next = engine.nextFiring(from - 1);
  if (next === null || next.at >= to) expect(slots.some((slot) => slot.fires)).toBe(false);
  else expect(next).toEqual(slots.find((slot) => slot.fires));
  for (const fate of ["fires", "dst_gap", "calendar", "window"] as const) {
    const those = slots.filter((slot) => fateOf(slot) === fate);
    expect(engine.countOf(fate, from, to)).toBe(those.length);
    expect(engine.first(fate, from, to)).toEqual(those[0] ?? null);
    expect(engine.last(fate, from, to)).toEqual(those.at(-1) ?? null);
  }
}

/** The rule moved slots follow on their new date (Z4: only cron has wildcard hours). */
function ruleOf({ schedule }: CalendarCase) {
  const isWild = schedule.kind === "cron" && /^\S+ \*/.test(schedule.expression);
  return isWild ? ({ gap: "drop", fold: "both" } as const) : schedule.dst;
}

describe("calendars against a slow reference on Temporal", { timeout: 400 * RUNS + 10_000 }, () => {
  it("take slots out (K1, M1)", () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { schedule, from, to } = one;
        const plain = compileSchedule(schedule, NO_JOB).between(from, to, Infinity);
        const wanted = skipByHand(plain, schedule.timeZone, one.calendars);
        const engine = compileSchedule(schedule, NO_JOB, compileCalendars(one.calendars));
        expectSlots(engine, from, to, wanted);
      }),
      { numRuns: RUNS },
    );
  });

  it("move slots (K1, S4, Z2–Z4)", () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { from, to } = one;
        const schedule = { ...one.schedule, onExcluded: "move" } as const;
        const plain = compileSchedule(schedule, NO_JOB).between(from - 40 * DAY, to, Infinity);
        const place = {
          timeZone: schedule.timeZone,
          rule: ruleOf(one),
          from: schedule.startAt === null ? 0 : Math.max(0, Date.parse(schedule.startAt)),
          until: schedule.endAt === null ? Date.UTC(2200, 0, 1) : Date.parse(schedule.endAt),
        };
        const wanted = moveByHand(plain, place, one.calendars).filter((slot) =>
          isInside(slot, from, to),
        );
        const engine = compileSchedule(schedule, NO_JOB, compileCalendars(one.calendars));
        expectSlots(engine, from, to, wanted);
      }),
      { numRuns: RUNS },
    );
  });
});

function isInside(slot: unknown, from: Instant, to: Instant): boolean {
  const { at } = slot as Slot;
  return at >= from && at < to;
}
