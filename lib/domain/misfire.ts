import type { ExclusionReason } from "./calendar/types.ts";
import type { PauseFacts } from "./decision.ts";
import type { MisfirePolicy } from "./policies.ts";
import type { CompiledSchedule, Instant, Slot, SlotNote } from "./schedule/types.ts";

/** A slot that goes on to the overlap policy; `catchUp` when it is misfired or of a pause. */
export type OpenDecision = {
  readonly verdict: "open";
  readonly slot: Slot;
  readonly catchUp: boolean;
  /** The pause it lies in, as the caller told of it. */
  readonly pause?: PauseFacts;
};

/**
 * A slot that gap policy `skip` (Z2) or a calendar (K1) takes out, which `slot.excluded` then names; or many of them in one
 * row from `slot` to `until` (M4), of which only the first is told.
 */
export type SkippedDecision = {
  readonly verdict: "skipped";
  readonly reason: "dst_gap" | ExclusionReason;
  readonly slot: Slot;
  /** The last of the slots where the row stands for several. */
  readonly until: Instant | null;
  readonly slotCount: number;
};

/** A slot without a run; or many of them in one row from `at` to `until` (M4), which then has no notes. */
export type MissedDecision = {
  readonly verdict: "missed";
  readonly reason: "misfire" | "coalesced" | "paused";
  readonly rule: "skip" | "window" | "cap" | null;
  readonly at: Instant;
  /** The last of the slots where the row stands for several. */
  readonly until: Instant | null;
  readonly slotCount: number;
  readonly notes: readonly SlotNote[];
  /** The slot whose run stands for this one under policy `latest`. */
  readonly standsFor: Instant | null;
  readonly pause?: PauseFacts;
};

/** What a planner pass makes of a slot before overlap's own verdict. */
export type DueDecision = OpenDecision | SkippedDecision | MissedDecision;

/** Slots of one reason and rule have a row each up to this many, and one row together above it (M4). */
export const MAX_ROWS_PER_RULE = 1_000;

/**
 * Decides the slots in (decidedUntil, now] (M1–M4), ordered by instant. However long the outage was, only slots that get
 * a row or a run of their own are visited; the others are counted.
 */
export function decideDue(pass: {
  readonly schedule: CompiledSchedule;
  readonly decidedUntil: Instant;
  readonly now: Instant;
  readonly misfire: MisfirePolicy;
}): DueDecision[] {
  const { schedule, decidedUntil, now, misfire } = pass;
  return decide({
    schedule,
    from: decidedUntil + 1,
    to: now + 1,
    windowFrom: now - misfire.windowSeconds * 1_000,
    graceFrom: now - misfire.graceSeconds * 1_000,
    policy: misfire.policy,
    maxRuns: misfire.maxRuns,
    paused: false,
  });
}

/**
 * Decides the slots strictly between a pause and its end (P2, P3): by `missed`, which is the job's own policy where the
 * person who resumed did not say. None of them is on time, and ages count at `resumedAt`.
 */
export function decidePaused(pause: {
  readonly schedule: CompiledSchedule;
  readonly pausedAt: Instant;
  readonly resumedAt: Instant;
  readonly missed: MisfirePolicy["policy"];
  readonly misfire: MisfirePolicy;
  /** What the rows are to say of the pause. */
  readonly facts?: PauseFacts;
}): DueDecision[] {
  const { schedule, pausedAt, resumedAt, missed, misfire, facts } = pause;
  const decisions = decide({
    schedule,
    from: pausedAt + 1,
    to: resumedAt,
    windowFrom: resumedAt - misfire.windowSeconds * 1_000,
    graceFrom: resumedAt,
    policy: missed,
    maxRuns: misfire.maxRuns,
    paused: true,
  });
  if (facts === undefined) return decisions;
  return decisions.map((one) => (one.verdict === "skipped" ? one : { ...one, pause: facts }));
}

/** Slots from ≤ slot < to; those before `windowFrom` are too old, those from `graceFrom` on are on time. */
type Pass = {
  readonly schedule: CompiledSchedule;
  readonly from: Instant;
  readonly to: Instant;
  readonly windowFrom: Instant;
  readonly graceFrom: Instant;
  readonly policy: MisfirePolicy["policy"];
  readonly maxRuns: number;
  readonly paused: boolean;
};

type Left = Pick<MissedDecision, "reason" | "rule" | "standsFor">;

function decide(pass: Pass): DueDecision[] {
  const { schedule, from, to } = pass;
  const oldEnd = clamp(pass.windowFrom, from, to);
  const lateEnd = clamp(pass.graceFrom, oldEnd, to);
  const goOn = firstToGoOn(pass, oldEnd, lateEnd);
  return [
    ...left(schedule, from, oldEnd, leftAs(pass, "window", null)),
    ...left(schedule, oldEnd, goOn, leftByPolicy(pass, goOn)),
    ...opened(schedule, goOn, lateEnd, true),
    ...opened(schedule, lateEnd, to, false),
  ];
}

/** The instant from which the misfired slots in [from, to) go on (M3); `to` when none does. */
function firstToGoOn(pass: Pass, from: Instant, to: Instant): Instant {
  switch (pass.policy) {
    case "skip":
      return to;
    case "latest":
      return nextFiring(pass.schedule, to, pass.to) ? to : nthNewest(pass.schedule, from, to, 1);
    case "all":
      return nthNewest(pass.schedule, from, to, pass.maxRuns);
  }
}

/** How the misfired slots before `goOn` are written down (M3). */
function leftByPolicy(pass: Pass, goOn: Instant): Left {
  switch (pass.policy) {
    case "skip":
      return leftAs(pass, "skip", null);
    case "all":
      return leftAs(pass, "cap", null);
    case "latest": {
      const standsFor = nextFiring(pass.schedule, goOn, pass.to)?.at ?? null;
      return leftAs(pass, null, standsFor);
    }
  }
}

function leftAs(pass: Pass, rule: MissedDecision["rule"], standsFor: Instant | null): Left {
  if (pass.paused) return { reason: "paused", rule, standsFor };
  return { reason: rule === null ? "coalesced" : "misfire", rule, standsFor };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, Math.max(low, high)));
}

function nextFiring(schedule: CompiledSchedule, from: Instant, to: Instant): Slot | null {
  let slot = schedule.next(from - 1);
  while (slot && slot.at < to && !slot.fires) slot = schedule.next(slot.at);
  return slot && slot.at < to ? slot : null;
}

/** Instant of the n-th newest firing slot in [from, to), or of the oldest where there are fewer; `to` when there is none. */
function nthNewest(schedule: CompiledSchedule, from: Instant, to: Instant, n: number): Instant {
  let found = to;
  let left = n;
  for (let slot = schedule.previous(to); slot && slot.at >= from && left > 0; ) {
    if (slot.fires) {
      found = slot.at;
      left -= 1;
    }
    slot = schedule.previous(slot.at);
  }
  return found;
}

function opened(
  schedule: CompiledSchedule,
  from: Instant,
  to: Instant,
  catchUp: boolean,
): DueDecision[] {
  return schedule
    .between(from, to, Infinity)
    .map((slot) => (slot.fires ? { verdict: "open", slot, catchUp } : skipped(slot)));
}

/** The rows of slots that stay without a run (M4). Gap slots keep a row of their own unless they fall inside a common row. */
function left(schedule: CompiledSchedule, from: Instant, to: Instant, as: Left): DueDecision[] {
  const slots = upToLimit(schedule, from, to);
  const firing = slots.filter((slot) => slot.fires);
  const first = firing[0];
  if (!first || firing.length <= MAX_ROWS_PER_RULE) return slots.map((slot) => row(slot, as));
  const last = nthNewest(schedule, from, to, 1);
  const outside = (slot: Slot): boolean => slot.at < first.at || slot.at > last;
  return [
    ...slots.filter(outside).map((slot) => row(slot, as)),
    {
      verdict: "missed",
      ...as,
      at: first.at,
      until: last,
      slotCount: schedule.count(first.at, last + 1),
      notes: [],
    },
    ...schedule.between(last + 1, to, Infinity).map(skipped),
  ];
}

/** The slots in [from, to), stopping at the firing one that is one too many for single rows. */
function upToLimit(schedule: CompiledSchedule, from: Instant, to: Instant): Slot[] {
  const slots: Slot[] = [];
  let firing = 0;
  let slot = schedule.next(from - 1);
  while (slot && slot.at < to && firing <= MAX_ROWS_PER_RULE) {
    slots.push(slot);
    if (slot.fires) firing += 1;
    slot = schedule.next(slot.at);
  }
  return slots;
}

function row(slot: Slot, as: Left): DueDecision {
  if (!slot.fires) return skipped(slot);
  const { at, notes } = slot;
  return { verdict: "missed", ...as, at, until: null, slotCount: 1, notes };
}

function skipped(slot: Slot): SkippedDecision {
  const reason = slot.excluded?.reason ?? "dst_gap";
  return { verdict: "skipped", reason, slot, until: null, slotCount: 1 };
}
