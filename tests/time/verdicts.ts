import type { DueDecision } from "../../lib/domain/misfire.ts";
import type { MisfirePolicy } from "../../lib/domain/policies.ts";
import type { Instant, Slot } from "../../lib/domain/schedule/types.ts";

type Pass = {
  readonly now: Instant;
  /** The policy for a pause's slots, or null outside of one. */
  readonly paused: MisfirePolicy["policy"] | null;
  readonly misfire: MisfirePolicy;
};

/** M1 to M3 and P3 read aloud, slot by slot: what becomes of each slot of a pass, in words. */
export function judge(slots: readonly Slot[], { now, paused, misfire }: Pass): string[] {
  const ages = slots.map(({ at }) => now - at);
  const isOld = (i: number): boolean => (ages[i] ?? 0) > misfire.windowSeconds * 1_000;
  const isOnTime = (i: number): boolean =>
    paused === null && (ages[i] ?? 0) <= misfire.graceSeconds * 1_000;
  const firing = slots.flatMap(({ fires }, i) => (fires ? [i] : []));
  const misfired = firing.filter((i) => !isOld(i) && !isOnTime(i));
  const someOnTime = firing.some((i) => !isOld(i) && isOnTime(i));
  const reason = (rule: string, other: string): string =>
    paused === null ? `missed ${other} ${rule}` : `missed paused ${rule}`;
  const policy = paused ?? misfire.policy;
  const goOn = new Set(goingOn(policy, misfired, someOnTime, misfire.maxRuns));
  return slots.map(({ fires, excluded }, i) => {
    if (!fires) return `skipped ${excluded?.reason ?? "dst_gap"}`;
    if (isOld(i)) return reason("window", "misfire");
    if (isOnTime(i)) return "open";
    if (goOn.has(i)) return "open catch-up";
    if (policy === "latest") return reason("null", "coalesced");
    return reason(policy === "all" ? "cap" : "skip", "misfire");
  });
}

/** M3: which of the misfired slots go on. */
function goingOn(
  policy: MisfirePolicy["policy"],
  misfired: readonly number[],
  someOnTime: boolean,
  maxRuns: number,
): readonly number[] {
  if (policy === "skip") return [];
  if (policy === "all") return misfired.slice(-maxRuns);
  return someOnTime ? [] : misfired.slice(-1);
}

/** The instants a row speaks of: its first, and its last where it stands for several (M4). */
export function endsOf(one: DueDecision): { readonly first: Instant; readonly last: Instant } {
  const first = one.verdict === "missed" ? one.at : one.slot.at;
  return { first, last: (one.verdict === "open" ? null : one.until) ?? first };
}

/** How many slots a row counts. */
export function slotCountOf(one: DueDecision): number {
  return one.verdict === "open" ? 1 : one.slotCount;
}

/**
 * What the rows of a pass say of each slot, in the same words; `inside` where a gap's slot lies in a row of many (M4), which
 * does not tell. A slot of which no row or more than one speaks is `undecided` or `decided twice`. The slots may be but the
 * newest of the pass; only where they are all of them do rows that begin earlier have to count right.
 */
export function verdictsOf(
  slots: readonly Slot[],
  decisions: readonly DueDecision[],
  areAll: boolean,
): string[] {
  const found = slots.map(() => "undecided");
  const places = new Map(slots.map(({ at }, i) => [at, i]));
  const start = areAll ? -Infinity : (slots[0]?.at ?? 0);
  for (const one of decisions) {
    const spoken = spokenOf(one, slots, places, start);
    if (endsOf(one).first >= start && spoken.length !== slotCountOf(one))
      found.push(`miscounted from ${endsOf(one).first}: ${spoken.length}, not ${slotCountOf(one)}`);
    for (const i of spoken)
      found[i] = found[i] === "undecided" ? wordOf(one, slots[i]) : "decided twice";
  }
  return found;
}

/** Places of the slots a row speaks of, as far as they are not before `start`. */
function spokenOf(
  one: DueDecision,
  slots: readonly Slot[],
  places: ReadonlyMap<Instant, number>,
  start: Instant,
): number[] {
  const { first, last } = endsOf(one);
  const from = first < start ? 0 : places.get(first);
  const to = places.get(last);
  if (from === undefined || to === undefined) return [];
  const between = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return between.filter((i) => speaksOf(one, slots[i]));
}

/** M4: a row of many stands for the slots of its own verdict; one of missed slots for those of gaps between them as well. */
function speaksOf(one: DueDecision, slot: Slot | undefined): boolean {
  if (!slot) return false;
  const { first, last } = endsOf(one);
  if (one.verdict === "open" || first === last) return slot.at === first;
  return one.verdict === "missed" ? !slot.excluded : slot.excluded?.reason === one.reason;
}

function wordOf(one: DueDecision, slot: Slot | undefined): string {
  if (one.verdict === "open") return one.catchUp ? "open catch-up" : "open";
  if (one.verdict === "skipped") return `skipped ${one.reason}`;
  return slot?.fires === false ? "inside" : `missed ${one.reason} ${one.rule}`;
}
