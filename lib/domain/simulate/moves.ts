import type { Instant, Slot } from "../schedule/types.ts";

/** A run that only one of two schedules has: the old one, where it `vanishes`, or the new one. */
export type Change = { readonly slot: Slot; readonly vanishes: boolean };

export type Moved = { readonly from: Slot; readonly to: Slot };

/** Changes that are looked at between two pauses. */
const STEP_CHANGES = 5_000;

type SortedChanges = {
  readonly appear: readonly Slot[];
  readonly vanish: readonly Slot[];
  readonly move: readonly Moved[];
};

/**
 * Tells moves from what appears and vanishes. A vanishing and an appearing run are a move when each is the other's nearest
 * and `isNear` agrees. Of two equally near ones the old run takes the later new one and the new run the earlier old one,
 * so that a shift by half a period counts forward. Depends on nothing but the changes around; `changes` are in order.
 */
export function* findMoves(
  changes: readonly Change[],
  isNear: (moved: Moved) => boolean,
): Generator<void, SortedChanges, void> {
  const appear: Slot[] = [];
  const vanish: Slot[] = [];
  const move: Moved[] = [];
  const near = yield* nearestOthers(changes);
  for (let at = 0; at < changes.length; at += 1) {
    if (at % STEP_CHANGES < 2) yield;
    const [here, next] = [changes[at], changes[at + 1]];
    if (!here) break;
    const moved = next && areNearest(here, next, near, at) ? movedBy(here, next) : null;
    if (moved && isNear(moved)) {
      move.push(moved);
      at += 1;
    } else if (here.vanishes) vanish.push(here.slot);
    else appear.push(here.slot);
  }
  return { appear, vanish, move };
}

/** Distances to the last change of the other kind before each change, and to the first one after it. */
type Nearest = { readonly before: Float64Array; readonly after: Float64Array };

function* nearestOthers(changes: readonly Change[]): Generator<void, Nearest, void> {
  const before = new Float64Array(changes.length);
  const after = new Float64Array(changes.length);
  const last = { vanishing: -Infinity, appearing: -Infinity };
  for (const [index, { slot, vanishes }] of changes.entries()) {
    before[index] = slot.at - (vanishes ? last.appearing : last.vanishing);
    last[vanishes ? "vanishing" : "appearing"] = slot.at;
  }
  yield;
  const next = { vanishing: Infinity, appearing: Infinity };
  for (let index = changes.length - 1; index >= 0; index -= 1) {
    const change = changes[index];
    if (!change) continue;
    after[index] = (change.vanishes ? next.appearing : next.vanishing) - change.slot.at;
    next[change.vanishes ? "vanishing" : "appearing"] = change.slot.at;
  }
  yield;
  return { before, after };
}

/** Whether the changes at `at` and behind it are of both kinds and each the other's nearest. */
function areNearest(here: Change, next: Change, { before, after }: Nearest, at: number): boolean {
  if (here.vanishes === next.vanishes) return false;
  const distance = next.slot.at - here.slot.at;
  const rival = Math.min(before[at] ?? Infinity, after[at + 1] ?? Infinity);
  const isForward = here.vanishes;
  return isForward ? distance <= rival : distance < rival;
}

function movedBy(here: Change, next: Change): Moved {
  return here.vanishes ? { from: here.slot, to: next.slot } : { from: next.slot, to: here.slot };
}

/** The changes between two lists of runs in order, and how many runs are in both. Both run at once is one and the same (S1). */
export function* changesBetween(
  before: readonly Slot[],
  after: readonly Slot[],
): Generator<void, { readonly changes: readonly Change[]; readonly unchanged: number }, void> {
  const changes: Change[] = [];
  let unchanged = 0;
  let [old, young] = [0, 0];
  while (old < before.length || young < after.length) {
    if ((old + young) % STEP_CHANGES < 2) yield;
    const order = instantAt(before, old) - instantAt(after, young);
    const slot = order <= 0 ? before[old] : after[young];
    if (order === 0) unchanged += 1;
    else if (slot) changes.push({ slot, vanishes: order < 0 });
    if (order <= 0) old += 1;
    if (order >= 0) young += 1;
  }
  return { changes, unchanged };
}

/** Behind the end of a list comes nothing: later than any instant, and comparable with itself. */
function instantAt(slots: readonly Slot[], index: number): Instant {
  return slots[index]?.at ?? Number.MAX_SAFE_INTEGER;
}
