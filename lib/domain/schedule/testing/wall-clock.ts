import type { Instant } from "../types.ts";

/** A forward or backward change of a wall clock; offsets in milliseconds. */
export type Change = { readonly at: Instant; readonly before: number; readonly after: number };

/** The wall clock of a zone over some time, as Temporal knows it. */
export type WallClock = {
  readonly timeZone: string;
  readonly changes: readonly Change[];
  offsetAt(at: Instant): number;
  /** The instants that show a local time, earliest first: none in a gap, two in a fold. */
  instantsOf(local: number): Instant[];
  /** The change that leaves a local time out. */
  gapAround(local: number): Change;
};

const MARGIN_MS = 400 * 86_400_000;

/** Reads a zone's clock for the instants from … to and a good year on either side. */
export function readClock(timeZone: string, from: Instant, to: Instant): WallClock {
  const start = Temporal.Instant.fromEpochMilliseconds(from - MARGIN_MS).toZonedDateTimeISO(
    timeZone,
  );
  const first = start.offsetNanoseconds / 1e6;
  const changes = changesAfter(start, to + MARGIN_MS);

  const offsetAt = (at: Instant): number => {
    let low = 0;
    let high = changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((changes[middle]?.at ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    return changes[low - 1]?.after ?? first;
  };

  // No clock is a whole day and two hours off, and none changes twice in that time.
  const near = 26 * 3_600_000;
  const instantsOf = (local: number): Instant[] => {
    const offsets = new Set([offsetAt(local - near), offsetAt(local + near)]);
    return [...offsets]
      .map((offset) => local - offset)
      .filter((at) => at + offsetAt(at) === local)
      .sort((a, b) => a - b);
  };

  const gapAround = (local: number): Change => {
    const found = changes.find(
      ({ at, before, after }) => at + before <= local && local < at + after,
    );
    if (!found) throw new Error(`${timeZone} leaves out no local time ${local}`);
    return found;
  };

  return { timeZone, changes, offsetAt, instantsOf, gapAround };
}

function changesAfter(start: Temporal.ZonedDateTime, to: Instant): Change[] {
  const changes: Change[] = [];
  let time = start;
  for (;;) {
    const next = time.getTimeZoneTransition("next");
    if (!next || next.epochMilliseconds > to) return changes;
    const before = time.offsetNanoseconds / 1e6;
    const after = next.offsetNanoseconds / 1e6;
    // Z1: new rules that move no clock are no change.
    if (before !== after) changes.push({ at: next.epochMilliseconds, before, after });
    time = next;
  }
}

/** Compares the clock's reading of one local time with what Temporal itself makes of it; throws when they differ. */
export function checkReading(clock: WallClock, local: number): void {
  const plain = Temporal.PlainDateTime.from(new Date(local).toISOString().slice(0, -1));
  const read = (disambiguation: "earlier" | "later" | "compatible"): number =>
    plain.toZonedDateTime(clock.timeZone, { disambiguation }).epochMilliseconds;
  const [first, second] = clock.instantsOf(local);
  const wanted = [read("earlier"), read("later"), read("compatible")].join();
  const gap = first === undefined ? clock.gapAround(local) : null;
  const ours = gap
    ? [local - gap.after, local - gap.before, local - gap.before]
    : [first, second ?? first, first];
  if (ours.join() !== wanted) {
    throw new Error(`The reference misreads ${plain} in ${clock.timeZone}: ${ours}, not ${wanted}`);
  }
}
