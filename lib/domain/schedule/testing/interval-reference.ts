import type { DstPolicy, Instant, Slot } from "../types.ts";
import { nominalSlots, notesOf } from "./reference.ts";
import { readClock } from "./wall-clock.ts";

/** An interval's text, read apart. `aboutMs` is how long it is, roughly when it counts in months. */
export type Every = {
  readonly text: string;
  readonly aboutMs: number;
} & (
  | { readonly kind: "exact" }
  | {
      readonly kind: "calendar";
      readonly length: {
        readonly years: number;
        readonly months: number;
        readonly weeks: number;
        readonly days: number;
      };
    }
);

type Anchored = {
  readonly timeZone: string;
  readonly dst: DstPolicy;
  readonly anchor: Instant;
};

/** I2: anchor + k × every. */
export function exactSlots(
  { aboutMs }: Every,
  { timeZone, anchor }: Anchored,
  from: Instant,
  to: Instant,
): Slot[] {
  if (to <= from) return [];
  const clock = readClock(timeZone, from, to);
  const slots: Slot[] = [];
  const steps = BigInt(Math.ceil(from)) - BigInt(anchor);
  let at = anchor + Number(steps / BigInt(aboutMs)) * aboutMs;
  while (at >= from) at -= aboutMs;
  while (at < from) at += aboutMs;
  for (; at < to; at += aboutMs) slots.push({ at, notes: notesOf(at, clock, 0, 1), fires: true });
  return slots;
}

/** I2: the local anchor + k × every, all units at once, as Temporal adds them; then Z2 and Z3. */
export function calendarSlots(
  every: Every,
  { timeZone, dst, anchor }: Anchored,
  from: Instant,
  to: Instant,
): Slot[] {
  if (every.kind !== "calendar" || to <= from) return [];
  const { years, months, weeks, days } = every.length;
  const start = Temporal.Instant.fromEpochMilliseconds(anchor)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime();
  const localOf = (k: number): number =>
    start
      .add({ years: k * years, months: k * months, days: k * (weeks * 7 + days) })
      .toZonedDateTime("UTC").epochMilliseconds;
  const margin = 3 * 86_400_000;
  let k = Math.floor((from - margin - anchor) / every.aboutMs);
  while (localOf(k) > from - margin)
    k -= Math.max(1, Math.floor((localOf(k) - from) / (2 * every.aboutMs)));
  while (localOf(k + 1) < from - margin) k += 1;
  const locals: number[] = [];
  for (; localOf(k) < to + margin; k++) locals.push(localOf(k));
  return nominalSlots(locals, readClock(timeZone, from, to), dst, from, to);
}
