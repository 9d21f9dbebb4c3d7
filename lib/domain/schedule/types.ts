import type { Exclusion, ExclusionReason } from "../calendar/types.ts";

/** An instant: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** What to do with nominal times a forward clock change removes (`gap`) or a backward one repeats (`fold`). Rules Z2, Z3. */
export type DstPolicy = {
  readonly gap: "next" | "shift" | "skip";
  readonly fold: "first" | "second" | "both";
};

type Zoned = { readonly timeZone: string; readonly dst: DstPolicy };

/** Limits and spread common to all recurring schedules; instants are RFC 3339 UTC with milliseconds. */
type Window = {
  readonly startAt: string | null;
  readonly endAt: string | null;
  readonly jitterSeconds: number;
  /** Slugs of the calendars that judge the slots (K1). */
  readonly calendars: readonly string[];
  /** What becomes of a slot a calendar excludes (K1). Stored only where slots move; absent is `skip`. */
  readonly onExcluded?: "move";
};

export type CronSchedule = { readonly kind: "cron"; readonly expression: string } & Zoned & Window;
export type IntervalSchedule = {
  readonly kind: "interval";
  readonly every: string;
  readonly anchor: string;
} & Zoned &
  Window;
export type OnceSchedule = {
  readonly kind: "once";
  readonly at: string;
  readonly timeZone: string;
};
export type ManualSchedule = { readonly kind: "manual" };

/** A schedule in its stored, complete form: every default written out, `in` resolved to `at`, `anchor` present. */
export type Schedule = CronSchedule | IntervalSchedule | OnceSchedule | ManualSchedule;

export type SlotNote = "dst_gap" | "dst_fold" | "merged";

/** One planned moment. `fires: false` is a slot that gap policy `skip` (Z2) or a calendar (K1) takes out; it still gets its ledger row. */
export type Slot = {
  readonly at: Instant;
  readonly notes: readonly SlotNote[];
  readonly fires: boolean;
  /** The calendar entry that takes it out; absent on all others, also on those a gap takes out. */
  readonly excluded?: Exclusion;
  /** Where a calendar moved it from; the earliest of several that met here (S4, K1). */
  readonly movedFrom?: Instant;
};

/** What becomes of a slot before pause and misfire are looked at (M1): it fires, or the first verdict takes it out. */
export type SlotFate = "fires" | "dst_gap" | ExclusionReason;

/** A schedule made ready for arithmetic. All operations are pure and bounded in work. */
export type CompiledSchedule = {
  /** First slot strictly after `after`, or null when there is none (S2). */
  next(after: Instant): Slot | null;
  /** Last slot strictly before `before`, or null. */
  previous(before: Instant): Slot | null;
  /** Slots with from ≤ at < to in order, at most `limit`. */
  between(from: Instant, to: Instant, limit: number): Slot[];
  /** Number of slots with from ≤ at < to, firing and not, without walking them one by one. */
  count(from: Instant, to: Instant): number;
  /**
   * The next slot strictly after `after` that fires, or null. Where calendars take out one after the other, the search ends
   * after 4,000 excluded stretches, ten years of a nightly job (two where slots move), or 41 years.
   */
  nextFiring(after: Instant): Slot | null;
  /** First slot with from ≤ at < to that has this fate, or null. Jumps over excluded stretches. */
  first(fate: SlotFate, from: Instant, to: Instant): Slot | null;
  /** Last slot with from ≤ at < to that has this fate, or null. */
  last(fate: SlotFate, from: Instant, to: Instant): Slot | null;
  /** Number of slots with from ≤ at < to that have this fate, without walking them one by one. */
  countOf(fate: SlotFate, from: Instant, to: Instant): number;
};

/** A fault in what a person sent, at its field. `pointer` is a JSON pointer such as `/schedule/expression`. */
export type ScheduleProblem = { readonly pointer: string; readonly message: string };

/** The loosely typed schedule of a request: shapes are checked, values are not, and what is absent gets its default. */
export type ScheduleInput = CronInput | IntervalInput | OnceInput | ManualSchedule;

type ZonedInput = {
  readonly timeZone?: string | undefined;
  /** Each part may be absent and then is `next`, `first` (Z1). */
  readonly dst?:
    | {
        readonly gap?: DstPolicy["gap"] | undefined;
        readonly fold?: DstPolicy["fold"] | undefined;
      }
    | undefined;
};

type WindowInput = {
  readonly startAt?: string | null | undefined;
  readonly endAt?: string | null | undefined;
  readonly jitterSeconds?: number | undefined;
  readonly calendars?: readonly string[] | undefined;
  /** Absent means `skip`. */
  readonly onExcluded?: "skip" | "move" | undefined;
};

export type CronInput = { readonly kind: "cron"; readonly expression: string } & ZonedInput &
  WindowInput;
export type IntervalInput = {
  readonly kind: "interval";
  readonly every: string;
  readonly anchor?: string | null | undefined;
} & ZonedInput &
  WindowInput;
/** Exactly one of `at` and `in`. */
export type OnceInput = {
  readonly kind: "once";
  readonly at?: string | undefined;
  readonly in?: string | undefined;
} & ZonedInput;

/** Something a person should know about a schedule that is nevertheless valid. `at` is RFC 3339 UTC where it has a moment. */
export type ScheduleWarning = {
  readonly code:
    | "dst_gap"
    | "dst_fold"
    | "stepped_star"
    | "hash_without_job"
    | ExclusionReason
    | "not_listed";
  readonly at?: string;
  readonly message: string;
};

/** What `normalizeSchedule` needs to know besides the input. */
export type NormalizeOptions = {
  /** The moment of saving, by the database's clock; in a preview its `from` (I3). */
  readonly now: Instant;
  /** Feeds `H` (X5); absent before there is a job. */
  readonly jobId?: string;
  /** True when the schedule is set: it must then have something to fire after `now` (S6, I4). */
  readonly setting: boolean;
  /** The schedule it replaces, whose anchor survives a new `every` (I3). */
  readonly previous?: Schedule | null;
};

export type NormalizeResult =
  | {
      readonly ok: true;
      readonly schedule: Schedule;
      readonly warnings: readonly ScheduleWarning[];
    }
  | { readonly ok: false; readonly problems: readonly ScheduleProblem[] };
