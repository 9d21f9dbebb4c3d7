import type { DstPolicy, Instant, Slot, SlotNote } from "../types.ts";
import { type Day, dayAt } from "./days.ts";
import type { WallClock } from "./wall-clock.ts";

/**
 * A slow second opinion for tests: the rules read aloud over Temporal's dates and clock changes, one candidate time after
 * the other. It shares no code with the engine.
 */

const DAY_MS = 86_400_000;

/** A cron expression as sets and a question instead of text. */
export type CronModel = {
  readonly text: string;
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly matchesDate: (date: Day) => boolean;
  readonly wildcardHour: boolean;
};

/** The slots from ≤ slot < to of a cron model. */
export function cronSlots(
  model: CronModel,
  clock: WallClock,
  dst: DstPolicy,
  from: Instant,
  to: Instant,
): Slot[] {
  return model.wildcardHour
    ? realTimeSlots(model, clock, from, to)
    : nominalSlots(nominalTimes(model, clock, from, to), clock, dst, from, to);
}

/** Z4: every real instant whose local time matches, looked at second by second; whole minutes where that is enough. */
function realTimeSlots(model: CronModel, clock: WallClock, from: Instant, to: Instant): Slot[] {
  const slots: Slot[] = [];
  const seconds = new Set(model.seconds);
  const minutes = new Set(model.minutes);
  const hours = new Set(model.hours);
  const isWhole = seconds.size === 1 && seconds.has(0);
  for (let at = Math.ceil(from / 1_000) * 1_000; at < to; ) {
    const local = (at + clock.offsetAt(at)) / 1_000;
    const second = modulo(local, 60);
    if (
      seconds.has(second) &&
      minutes.has(modulo(Math.floor(local / 60), 60)) &&
      hours.has(modulo(Math.floor(local / 3_600), 24)) &&
      model.matchesDate(dayAt(Math.floor(local / 86_400)))
    ) {
      slots.push({ at, notes: notesOf(at, clock, 0, 1), fires: true });
    }
    // Until local minutes are whole, as with offsets that have seconds, only single seconds are safe steps.
    at += isWhole && second === 0 ? 60_000 : 1_000;
  }
  return slots;
}

function modulo(a: number, n: number): number {
  return ((a % n) + n) % n;
}

/** The local times an expression names that can have to do with the instants from … to. */
function nominalTimes(model: CronModel, clock: WallClock, from: Instant, to: Instant): number[] {
  const start =
    from +
    Math.min(...[from - DAY_MS, from, from + DAY_MS].map(clock.offsetAt)) -
    longestGap(clock, from, to);
  const end =
    to +
    Math.max(...[to - DAY_MS, to, to + DAY_MS].map(clock.offsetAt)) +
    longestGap(clock, from, to);
  const locals: number[] = [];
  for (let day = Math.floor(start / DAY_MS); day * DAY_MS < end; day++) {
    if (model.matchesDate(dayAt(day)))
      locals.push(...timesBetween(model, day * DAY_MS, start, end));
  }
  return locals;
}

function longestGap({ changes }: WallClock, from: Instant, to: Instant): number {
  const sizes = changes
    .filter(({ at }) => at >= from - 3 * DAY_MS && at <= to + 3 * DAY_MS)
    .map(({ before, after }) => Math.abs(after - before));
  return Math.max(0, ...sizes);
}

function timesBetween(model: CronModel, midnight: number, start: number, end: number): number[] {
  const locals: number[] = [];
  for (const hour of model.hours) {
    const base = midnight + hour * 3_600_000;
    if (base + 3_600_000 <= start || base >= end) continue;
    for (const minute of model.minutes) {
      for (const second of model.seconds) {
        const local = base + minute * 60_000 + second * 1_000;
        if (local >= start && local < end) locals.push(local);
      }
    }
  }
  return locals;
}

type Nominal = { readonly at: Instant; readonly missing: boolean; readonly fires: boolean };

/** The slots from ≤ slot < to of local times given one by one. */
export function nominalSlots(
  locals: readonly number[],
  clock: WallClock,
  dst: DstPolicy,
  from: Instant,
  to: Instant,
): Slot[] {
  const byInstant = Map.groupBy(
    locals.flatMap((local) => resolve(local, clock, dst)).filter(({ at }) => at >= from && at < to),
    ({ at }) => at,
  );
  return [...byInstant]
    .sort(([a], [b]) => a - b)
    .map(([at, met]) => ({
      at,
      notes: notesOf(at, clock, met.filter((one) => one.missing).length, met.length),
      fires: met.some((one) => one.fires),
    }));
}

/** Z2 and Z3 for one nominal time. */
function resolve(local: number, clock: WallClock, dst: DstPolicy): Nominal[] {
  const real = (at: Instant): Nominal => ({ at, missing: false, fires: true });
  const [first, second] = clock.instantsOf(local);
  if (first === undefined) return [resolveMissing(local, clock, dst)];
  if (second === undefined) return [real(first)];
  if (dst.fold === "both") return [real(first), real(second)];
  return [real(dst.fold === "first" ? first : second)];
}

function resolveMissing(local: number, clock: WallClock, { gap }: DstPolicy): Nominal {
  const change = clock.gapAround(local);
  if (gap === "shift") return { at: local - change.before, missing: true, fires: true };
  return { at: change.at, missing: true, fires: gap === "next" };
}

/** S5, where `met` nominal times have their slot at `at`, `missing` of them out of a gap. */
export function notesOf(at: Instant, clock: WallClock, missing: number, met: number): SlotNote[] {
  const notes: SlotNote[] = [];
  if (missing > 0) notes.push("dst_gap");
  if (clock.instantsOf(at + clock.offsetAt(at)).length > 1) notes.push("dst_fold");
  if (met > 1) notes.push("merged");
  return notes;
}
