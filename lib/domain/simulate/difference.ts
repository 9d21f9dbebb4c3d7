import { countInSteps } from "../schedule/count-in-steps.ts";
import { type Occurrence, toOccurrence } from "../schedule/preview.ts";
import type { Instant, Slot } from "../schedule/types.ts";
import { offsetAt, type Zone } from "../schedule/zone.ts";
import { changesBetween, findMoves, type Moved } from "./moves.ts";
import { compiledOf, firingSlots, STEP_SLOTS, zoneOfSchedule } from "./runs-of.ts";
import type { SimulatedJob, SimulatedRange } from "./types.ts";

/** Runs that can be compared on each side. */
export const MAX_COMPARED = 50_000;

/** What becomes of the runs in a range when one schedule takes the place of another. */
export type Difference = {
  readonly added: number;
  readonly removed: number;
  readonly moved: number;
  readonly unchanged: number;
  /** The first ones of each kind, as many as the range lists. */
  readonly appear: readonly Occurrence[];
  readonly vanish: readonly Occurrence[];
  readonly move: readonly { readonly from: Occurrence; readonly to: Occurrence }[];
};

type Sides = { readonly before: SimulatedJob; readonly after: SimulatedJob };

/** How many runs the side with more of them has in a range: the firing slots, whatever overlaps then make of them. */
export function* mostRuns(
  { before, after }: Sides,
  range: SimulatedRange,
): Generator<void, number, void> {
  const one = yield* countInSteps(compiledOf(before), "fires", range);
  const other = yield* countInSteps(compiledOf(after), "fires", range);
  return Math.max(one, other);
}

/**
 * Compares the runs of two schedules in a range, pausing between short steps. A run is its instant: one in both is
 * unchanged. An old and a new run are a move when each is nearest to the other, and they are on the same local date, each
 * on the clock of its own schedule, or at most half the mean spacing apart of the side with more runs.
 */
export function* compareRuns(
  sides: Sides,
  range: SimulatedRange,
): Generator<void, Difference, void> {
  const zones = {
    from: zoneOfSchedule(sides.before.schedule),
    to: zoneOfSchedule(sides.after.schedule),
  };
  const before = yield* runsOf(sides.before, range);
  const after = yield* runsOf(sides.after, range);
  const { changes, unchanged } = yield* changesBetween(before, after);
  const reach = (range.to - range.from) / Math.max(before.length, after.length) / 2;
  const isNear = ({ from, to }: Moved) =>
    Math.abs(to.at - from.at) <= reach ||
    localDate(from.at, zones.from) === localDate(to.at, zones.to);
  const { appear, vanish, move } = yield* findMoves(changes, isNear);
  const { limit } = range;
  return {
    added: appear.length,
    removed: vanish.length,
    moved: move.length,
    unchanged,
    appear: appear.slice(0, limit).map((slot) => toOccurrence(slot, zones.to)),
    vanish: vanish.slice(0, limit).map((slot) => toOccurrence(slot, zones.from)),
    move: move.slice(0, limit).map(({ from, to }) => ({
      from: toOccurrence(from, zones.from),
      to: toOccurrence(to, zones.to),
    })),
  };
}

function* runsOf(side: SimulatedJob, range: SimulatedRange): Generator<void, Slot[], void> {
  const slots: Slot[] = [];
  for (const slot of firingSlots(compiledOf(side), range)) {
    slots.push(slot);
    if (slots.length % STEP_SLOTS === 0) yield;
  }
  return slots;
}

function localDate(at: Instant, zone: Zone): number {
  return Math.floor((at + offsetAt(zone, at)) / 86_400_000);
}
