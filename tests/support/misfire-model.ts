import type { MisfirePolicy } from "../../lib/domain/policies.ts";

/** Shows the slots of a stretch to `visit`, one by one and in order. */
export type Walk = (visit: (at: number, fires: boolean) => void) => void;

/** A row of the ledger, as the rules M1–M5 want it. Instants are milliseconds since 1970. */
export type Row = {
  readonly at: number;
  readonly until: number | null;
  readonly count: number;
  readonly verdict: "goes on" | "missed" | "skipped";
  readonly reason: string | null;
  readonly rule: string | null;
  /** How old it was, where it was not on time. */
  readonly ageSeconds: number | null;
  /** Goes on although it was not on time, by this policy. */
  readonly catchUp: "latest" | "all" | null;
  /** Slot of the row that stands for it. */
  readonly standsFor: number | null;
};

const MAX_ROWS = 1_000;

/**
 * The ledger rows of one pass, by walking every slot and reading the rules to it: slow, literal, and knowing nothing of
 * how the product counts. `walk` shows all slots in (decidedUntil, now] (M1).
 */
export function rowsByTheRules(walk: Walk, now: number, misfire: MisfirePolicy): Row[] {
  const sorted = sortSlots(walk, now, misfire);
  const { tooOld, misfired, onTime, gaps } = sorted;
  const goesOn = new Set([...onTime, ...stillGoOn(misfired, onTime, misfire)]);
  const standsFor = misfire.policy === "latest" ? (Math.min(...goesOn) as number) : null;
  const left = misfired.filter((at) => !goesOn.has(at));
  const age = (at: number): number => (now - at) / 1_000;
  // M3: what `skip` leaves, what `all` leaves, and what another run stands for under `latest`.
  const [reason, rule] = {
    skip: ["misfire", "skip"],
    all: ["misfire", "cap"],
    latest: ["coalesced", null],
  }[misfire.policy] as [string, string | null];
  const groups = [
    { ...tooOld, reason: "misfire", rule: "window", standsFor: null },
    { ...collect(left), reason, rule, standsFor },
  ];
  // M4: of more than a thousand, one row in all, and whatever lies inside is not told apart.
  const common = groups.filter((group) => group.count > MAX_ROWS);
  const isInside = (at: number): boolean =>
    common.some((group) => group.first <= at && at <= group.last);
  const missed = groups.flatMap((group): Row[] => {
    const about = { verdict: "missed", reason: group.reason, rule: group.rule } as const;
    const also = { ...about, catchUp: null, standsFor: group.standsFor };
    const { first, last, kept, count } = group;
    if (count <= MAX_ROWS)
      return kept.map((at) => ({ ...also, at, until: null, count: 1, ageSeconds: age(at) }));
    const inside = gaps.filter((at) => first <= at && at <= last).length;
    return [{ ...also, at: first, until: last, count: count + inside, ageSeconds: age(first) }];
  });
  const opened = [...goesOn].map((at): Row => {
    const late = !onTime.includes(at);
    return {
      ...single(at),
      verdict: "goes on",
      reason: null,
      ageSeconds: late ? age(at) : null,
      catchUp: late && misfire.policy !== "skip" ? misfire.policy : null,
    };
  });
  const skipped = gaps
    .filter((at) => !isInside(at))
    .map((at): Row => ({ ...single(at), verdict: "skipped", reason: "dst_gap" }));
  return [...missed, ...opened, ...skipped].sort((a, b) => a.at - b.at);
}

function single(at: number) {
  const none = { rule: null, ageSeconds: null, catchUp: null, standsFor: null };
  return { at, until: null, count: 1, ...none };
}

/** Slots left for one reason and rule: how many, and each of them as long as they may have rows of their own. */
type Group = { count: number; first: number; last: number; kept: number[] };

const emptyGroup = (): Group => ({ count: 0, first: 0, last: 0, kept: [] });

function put(group: Group, at: number): void {
  if (group.count === 0) group.first = at;
  group.count += 1;
  group.last = at;
  if (group.count <= MAX_ROWS) group.kept.push(at);
}

function collect(slots: readonly number[]): Group {
  const group = emptyGroup();
  for (const at of slots) put(group, at);
  return group;
}

/** M1, M2: gap first, then by age. */
function sortSlots(walk: Walk, now: number, misfire: MisfirePolicy) {
  const tooOld = emptyGroup();
  const misfired: number[] = [];
  const onTime: number[] = [];
  const gaps: number[] = [];
  walk((at, fires) => {
    const age = (now - at) / 1_000;
    if (!fires) gaps.push(at);
    else if (age > misfire.windowSeconds) put(tooOld, at);
    else if (age <= misfire.graceSeconds) onTime.push(at);
    else misfired.push(at);
  });
  return { tooOld, misfired, onTime, gaps };
}

/** M3: which of the misfired go on. */
function stillGoOn(
  misfired: readonly number[],
  onTime: readonly number[],
  { policy, maxRuns }: MisfirePolicy,
): readonly number[] {
  switch (policy) {
    case "skip":
      return [];
    case "latest":
      return onTime.length > 0 ? [] : misfired.slice(-1);
    case "all":
      return misfired.slice(-maxRuns);
  }
}
