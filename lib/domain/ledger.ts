import type { RunStatus } from "./run-state.ts";
import { countInSteps } from "./schedule/count-in-steps.ts";
import type { CompiledSchedule, Instant, SlotFate } from "./schedule/types.ts";

const DAY_MS = 86_400_000;

/** The instants from ≤ t < to; either end may be infinite. */
export type Range = { readonly from: Instant; readonly to: Instant };

/** A schedule a job had: the slots after `after` are its, up to and including the `after` of the next one (P1). */
export type Era = { readonly after: Instant; readonly schedule: CompiledSchedule };

/** All schedules a job ever had, oldest first, and the instant up to which its slots are decided (S3). */
export type Plan = { readonly eras: readonly Era[]; readonly decidedUntil: Instant };

/** A row of the ledger that stands for `slots` slots from `at` to `until` (M4). */
export type LongRow = {
  readonly at: Instant;
  readonly until: Instant;
  readonly slots: number;
  readonly status: RunStatus;
  readonly reason: string | null;
};

/** Slots by what became of them; `open` are those whose run has not ended. */
export type SlotCounts = {
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly skipped: number;
  readonly missed: number;
  readonly open: number;
};

export const NO_SLOTS: SlotCounts = {
  completed: 0,
  failed: 0,
  cancelled: 0,
  skipped: 0,
  missed: 0,
  open: 0,
};

/** The words of {@link SlotCounts}. */
export const SLOT_FATES = Object.keys(NO_SLOTS) as readonly (keyof SlotCounts)[];

/** How a row of this status is counted. */
export function fateOfStatus(status: RunStatus): keyof SlotCounts {
  switch (status) {
    case "pending":
    case "running":
    case "cancelling":
      return "open";
    default:
      return status;
  }
}

/** Both together. */
export function addSlots(left: SlotCounts, right: SlotCounts): SlotCounts {
  return Object.fromEntries(
    SLOT_FATES.map((fate) => [fate, left[fate] + right[fate]]),
  ) as SlotCounts;
}

/** Slots of every fate. */
export function allSlots(counts: SlotCounts): number {
  return SLOT_FATES.reduce((sum, fate) => sum + counts[fate], 0);
}

/** Slots in a range that must each have their row by now, by the schedules alone: no row is looked at. Counts in steps. */
export function* plannedSlots(
  { eras, decidedUntil }: Plan,
  range: Range,
): Generator<void, number, void> {
  let sum = 0;
  for (const [index, { after, schedule }] of eras.entries()) {
    const end = eras[index + 1]?.after ?? decidedUntil;
    sum += yield* countInSteps(schedule, "any", overlap(range, { from: after + 1, to: end + 1 }));
  }
  return sum;
}

/**
 * Slots in a range that are due at `now` and not decided yet: the planner is late, or the job is paused. Counts in steps.
 */
export function* undecidedSlots(
  { eras, decidedUntil }: Plan,
  range: Range,
  now: Instant,
): Generator<void, number, void> {
  const last = eras.at(-1);
  if (last === undefined) return 0;
  const undecided = overlap(range, { from: decidedUntil + 1, to: now + 1 });
  return yield* countInSteps(last.schedule, "any", undecided);
}

function overlap(one: Range, other: Range): Range {
  return { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
}

/**
 * How many of a long row's slots lie in a range. Null where that cannot be told: the row crosses an end of the range, and
 * the schedule does not arrive at the row's own count any more, because a calendar it followed has changed since. Counts in
 * steps.
 */
export function* slotsInside(
  plan: Plan,
  row: LongRow,
  range: Range,
): Generator<void, number | null, void> {
  if (row.until < range.from || row.at >= range.to) return 0;
  if (range.from <= row.at && row.until < range.to) return row.slots;
  const schedule = plan.eras.findLast(({ after }) => after < row.at)?.schedule;
  if (!schedule) return null;
  const whole = { from: row.at, to: row.until + 1 };
  for (const fate of countedAs(row)) {
    if ((yield* countInSteps(schedule, fate, whole)) !== row.slots) continue;
    return yield* countInSteps(schedule, fate, overlap(range, whole));
  }
  return null;
}

/** What a long row may have counted: all slots between its ends, or those of its own verdict (M1, M4). */
function countedAs({ reason }: LongRow): readonly (SlotFate | "any")[] {
  const isFate = reason === "dst_gap" || reason === "calendar" || reason === "window";
  return ["any", isFate ? reason : "fires"];
}

/**
 * The range grown at the ends that cut a long row whose slots cannot be told apart, so that the row lies inside; the range
 * itself where there is none. Counts in steps.
 */
export function* rangeAround(
  plan: Plan,
  rows: readonly LongRow[],
  range: Range,
): Generator<void, Range, void> {
  let { from, to } = range;
  for (const row of rows) {
    if ((yield* slotsInside(plan, row, range)) !== null) continue;
    from = Math.min(from, row.at);
    to = Math.max(to, row.until + 1);
  }
  return { from, to };
}

/** Start of the UTC day an instant lies in. */
export function dayStart(at: Instant): Instant {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/** Start of the first UTC day that begins at or after an instant. */
export function dayEnd(at: Instant): Instant {
  return Math.ceil(at / DAY_MS) * DAY_MS;
}

/** Where the rows of a range are counted: whole UTC days in the statistics, what is beside them row by row. */
export type Books = { readonly days: Range; readonly rows: readonly [Range, Range] };

const NOTHING: Range = { from: 0, to: 0 };

/** Splits a range into whole days before `until` and the rest at both ends. */
export function splitDays(range: Range, until: Instant): Books {
  const days = { from: dayEnd(range.from), to: Math.min(dayStart(range.to), until) };
  if (days.from >= days.to) return { days: NOTHING, rows: [range, NOTHING] };
  return {
    days,
    rows: [
      { from: range.from, to: days.from },
      { from: days.to, to: range.to },
    ],
  };
}
