import type { ExclusionReason } from "./calendar/types.ts";
import type { PauseFacts } from "./decision.ts";
import type { MisfirePolicy } from "./policies.ts";
import type { CompiledSchedule, Instant, Slot, SlotFate, SlotNote } from "./schedule/types.ts";

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

/**
 * A slot without a run; or many of them in one row from `at` to `until` (M4), which then has no notes. Among them may be slots
 * of other rows: `slotCount` counts each slot of a pass in one row only.
 */
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
  /** Where a calendar had moved the slot from (K1). */
  readonly movedFrom?: Instant;
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
  const missed = [
    ...left(schedule, from, oldEnd, leftAs(pass, "window", null)),
    ...left(schedule, oldEnd, goOn, leftByPolicy(pass, goOn)),
  ];
  return [
    ...missed,
    ...opened(schedule, goOn, lateEnd, true),
    ...opened(schedule, lateEnd, to, false),
    ...takenByGaps(schedule, from, to, missed),
    ...takenByCalendars(schedule, "calendar", from, to),
    ...takenByCalendars(schedule, "window", from, to),
  ].sort((a, b) => instantOf(a) - instantOf(b));
}

function instantOf(decision: DueDecision): Instant {
  return decision.verdict === "missed" ? decision.at : decision.slot.at;
}

/** The instant from which the misfired slots in [from, to) go on (M3); `to` when none does. */
function firstToGoOn(pass: Pass, from: Instant, to: Instant): Instant {
  switch (pass.policy) {
    case "skip":
      return to;
    case "latest":
      if (pass.schedule.first("fires", to, pass.to)) return to;
      return nthNewest(pass.schedule, from, to, 1);
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
      const standsFor = pass.schedule.first("fires", goOn, pass.to)?.at ?? null;
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

/** Instant of the n-th newest firing slot in [from, to), or of the oldest where there are fewer; `to` when there is none. */
function nthNewest(schedule: CompiledSchedule, from: Instant, to: Instant, n: number): Instant {
  let found = to;
  for (let left = n; left > 0; left--) {
    const slot = schedule.last("fires", from, found);
    if (!slot) break;
    found = slot.at;
  }
  return found;
}

function slotsOf(schedule: CompiledSchedule, fate: SlotFate, from: Instant, to: Instant): Slot[] {
  const slots: Slot[] = [];
  for (let slot = schedule.first(fate, from, to); slot; ) {
    slots.push(slot);
    slot = schedule.first(fate, slot.at + 1, to);
  }
  return slots;
}

function opened(
  schedule: CompiledSchedule,
  from: Instant,
  to: Instant,
  catchUp: boolean,
): OpenDecision[] {
  return slotsOf(schedule, "fires", from, to).map((slot) => ({ verdict: "open", slot, catchUp }));
}

/** The rows of slots in [from, to) that would fire and stay without a run (M4). */
function left(schedule: CompiledSchedule, from: Instant, to: Instant, as: Left): MissedDecision[] {
  const count = from < to ? schedule.countOf("fires", from, to) : 0;
  if (count <= MAX_ROWS_PER_RULE) {
    return count === 0
      ? []
      : slotsOf(schedule, "fires", from, to).map((slot) => missedRow(slot, as));
  }
  const first = schedule.first("fires", from, to)?.at ?? from;
  const until = schedule.last("fires", from, to)?.at ?? to;
  // What a gap takes out in between is part of the common row (M4).
  const slotCount = count + schedule.countOf("dst_gap", first, until + 1);
  return [{ verdict: "missed", ...as, at: first, until, slotCount, notes: [] }];
}

function missedRow(slot: Slot, as: Left): MissedDecision {
  const { at, notes, movedFrom } = slot;
  const moved = movedFrom === undefined ? {} : { movedFrom };
  return { verdict: "missed", ...as, at, until: null, slotCount: 1, notes, ...moved };
}

/** What gaps take out, as far as no common row counts it already: at most one slot for each clock change (Z2). */
function takenByGaps(
  schedule: CompiledSchedule,
  from: Instant,
  to: Instant,
  missed: readonly MissedDecision[],
): SkippedDecision[] {
  const isCounted = ({ at }: Slot): boolean =>
    missed.some((row) => row.until !== null && row.at < at && at < row.until);
  return slotsOf(schedule, "dst_gap", from, to)
    .filter((slot) => !isCounted(slot))
    .map((slot) => skippedRow("dst_gap", slot));
}

/** What calendars take out, before pause and misfire are asked (M1). A common row counts these slots and no others (M4). */
function takenByCalendars(
  schedule: CompiledSchedule,
  reason: ExclusionReason,
  from: Instant,
  to: Instant,
): SkippedDecision[] {
  const slotCount = schedule.countOf(reason, from, to);
  if (slotCount === 0) return [];
  const slot = schedule.first(reason, from, to);
  if (slotCount > MAX_ROWS_PER_RULE && slot) {
    const until = schedule.last(reason, from, to)?.at ?? null;
    return [{ verdict: "skipped", reason, slot, until, slotCount }];
  }
  return slotsOf(schedule, reason, from, to).map((one) => skippedRow(reason, one));
}

function skippedRow(reason: SkippedDecision["reason"], slot: Slot): SkippedDecision {
  return { verdict: "skipped", reason, slot, until: null, slotCount: 1 };
}
