import type { Occurrence } from "../../lib/contracts/schedule.ts";
import type { DifferenceView } from "../../lib/contracts/simulation.ts";

/** One run that an edit takes away, adds or moves. `to` is where a moved one goes. */
export type ChangedMoment = {
  readonly kind: "removed" | "added" | "moved";
  readonly moment: Occurrence;
  readonly to: Occurrence | null;
};

/**
 * The listed changes in order of time. Each kind is listed from its beginning only, so where one is cut short, the others
 * are shown no further than it: a list with holes would say that nothing happens there.
 */
export function changedMoments(difference: DifferenceView): readonly ChangedMoment[] {
  const { removed, added, moved, vanish, appear, move } = difference;
  const all: ChangedMoment[] = [
    ...vanish.map((moment) => ({ kind: "removed" as const, moment, to: null })),
    ...appear.map((moment) => ({ kind: "added" as const, moment, to: null })),
    ...move.map(({ from, to }) => ({ kind: "moved" as const, moment: from, to })),
  ];
  const ends = [
    vanish.length < removed ? vanish.at(-1)?.at : undefined,
    appear.length < added ? appear.at(-1)?.at : undefined,
    move.length < moved ? move.at(-1)?.from.at : undefined,
  ].filter((end) => end !== undefined);
  return all
    .filter(({ moment }) => ends.every((end) => moment.at <= end))
    .toSorted((one, other) => one.moment.at.localeCompare(other.moment.at));
}
