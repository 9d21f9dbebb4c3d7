/** The group a job belongs to, and how many runs of the group may be at work or announced beside those of that job. */
export type ConcurrencyGroup = { readonly key: string; readonly limit: number };

/** How a group stands while nobody else may change it. */
export type GroupState = {
  /** Live runs that have a place: running, cancelling, or pending and announced. */
  readonly taken: number;
  /** The oldest of them. */
  readonly oldest: string | null;
  /** A run that waits although there is a place for it: it is about to go, and nobody overtakes it. */
  readonly next: string | null;
};

/** A run that wants a place now. `limit` is that of its own job. */
export type Newcomer = { readonly id: string; readonly limit: number; readonly priority: number };

/** What a run that finds no place waits for. */
export type NoPlace = { readonly behind: string; readonly taken: number };

/**
 * Gives the places of a group to runs that pass their overlap rules at the same moment: the more urgent first, then in
 * order. Each asks by its job's own limit. Answers those that must wait, by id.
 */
export function enterGroup(
  state: GroupState,
  newcomers: readonly Newcomer[],
): ReadonlyMap<string, NoPlace> {
  const waiting = new Map<string, NoPlace>();
  let { taken } = state;
  let holder = state.oldest ?? state.next;
  for (const { id, limit } of newcomers.toSorted((a, b) => b.priority - a.priority)) {
    if (holder !== null && (state.next !== null || taken >= limit)) {
      waiting.set(id, { behind: holder, taken });
    } else {
      taken += 1;
      holder ??= id;
    }
  }
  return waiting;
}

/** Of runs that wait for a group, in their order, those that go now. One whose limit is reached lets others pass it. */
export function leaveQueue<Run extends { readonly limit: number }>(
  taken: number,
  waiting: readonly Run[],
): Run[] {
  const going: Run[] = [];
  for (const run of waiting) if (taken + going.length < run.limit) going.push(run);
  return going;
}
