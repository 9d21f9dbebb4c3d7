import { describe, expect, it } from "vitest";
import { at, cron, utc } from "./testing/schedules.ts";
import { TRAPS, wantedOf } from "./testing/traps.ts";
import type { CompiledSchedule, Slot } from "./types.ts";

const GAPS = ["next", "shift", "skip"] as const;
const FOLDS = ["first", "second", "both"] as const;

function written({ at: instant, notes, fires }: Slot): string {
  return `${fires ? "" : "!"}${[utc(instant), ...notes].join(" ")}`;
}

/** The slots after an instant, one by one, up to the last one wanted. */
function forwards(schedule: CompiledSchedule, after: number, count: number): Slot[] {
  const slots: Slot[] = [];
  for (
    let slot = schedule.next(after);
    slot && slots.length < count;
    slot = schedule.next(slot.at)
  ) {
    slots.push(slot);
  }
  return slots;
}

function backwards(schedule: CompiledSchedule, before: number, count: number): Slot[] {
  const slots: Slot[] = [];
  for (let slot = schedule.previous(before); slot && slots.length < count; ) {
    slots.unshift(slot);
    slot = schedule.previous(slot.at);
  }
  return slots;
}

describe.each(TRAPS)("$name", (trap) => {
  const policies = GAPS.flatMap((gap) => FOLDS.map((fold) => ({ gap, fold })));

  it.each(policies)("gap $gap, fold $fold", (dst) => {
    const schedule = cron(trap.expression, trap.zone, dst);
    const wanted = wantedOf(trap, dst);
    const after = at(trap.after);
    const slots = forwards(schedule, after, wanted.length);
    expect(slots.map(written)).toEqual(wanted);
    const end = (slots.at(-1)?.at ?? after) + 1;
    expect(schedule.between(after + 1, end, Infinity).map(written)).toEqual(wanted);
    expect(backwards(schedule, end, wanted.length).map(written)).toEqual(wanted);
    expect(schedule.count(after + 1, end)).toBe(wanted.length);
  });
});
