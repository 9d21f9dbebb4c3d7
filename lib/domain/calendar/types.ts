/** A day of the week as entries name it. */
export type Weekday = "MON" | "TUE" | "WED" | "THU" | "FRI" | "SAT" | "SUN";

type Named = {
  /** What people call it, such as `Christmas Day`. */
  readonly name?: string;
};

/** Excludes a date, or all from `date` to `until`, which belongs to them; both `YYYY-MM-DD`. */
export type DateEntry = {
  readonly kind: "date";
  readonly date: string;
  readonly until?: string;
} & Named;

/** Excludes a date of every year, `MM-DD`; 29 February where the year has one. */
export type YearlyEntry = { readonly kind: "yearly"; readonly date: string } & Named;

/** Excludes days of every week. */
export type WeeklyEntry = { readonly kind: "weekly"; readonly days: readonly Weekday[] } & Named;

/**
 * Allows the hours from ≤ time < to, `HH:MM`, on the given days, or on all, and so excludes the others of those days. `to`
 * may be `24:00`; where `from` is later than `to`, the hours are those of the same day outside to … from. Several entries
 * of a calendar that name the same day add up.
 */
export type HoursEntry = {
  readonly kind: "hours";
  readonly from: string;
  readonly to: string;
  readonly days?: readonly Weekday[];
} & Named;

export type CalendarEntry = DateEntry | YearlyEntry | WeeklyEntry | HoursEntry;

/** A named calendar of a project, as far as judging needs it. */
export type Calendar = {
  readonly slug: string;
  readonly name: string;
  readonly entries: readonly CalendarEntry[];
};

/** What took a slot out: an entry about a whole day (`calendar`) or about hours (`window`). Rules K1, M1. */
export type ExclusionReason = "calendar" | "window";

/** Why a local time is excluded. */
export type Exclusion = {
  readonly reason: ExclusionReason;
  /** Slug of the calendar. */
  readonly calendar: string;
  /** Position of the entry in the calendar, from 0. */
  readonly entry: number;
  /** The entry's own name, or else the entry in words. */
  readonly name: string;
};

/**
 * Calendars made ready for judging. Local times are whole milliseconds since 1970-01-01T00:00:00 on the wall clock of the
 * schedule's zone. It holds no state of a job, so that jobs which use the same calendars can share it.
 */
export type CompiledCalendars = {
  /** The entry that excludes a local time, or null when it is allowed. */
  judge(local: number): Exclusion | null;
  /** End of the stretch around `local` in which nothing changes between allowed, `calendar` and `window`; at most `limit`. */
  stretchEnd(local: number, limit: number): number;
  /** Start of that stretch; at least `limit`. */
  stretchStart(local: number, limit: number): number;
  /** The name people gave the calendar with this slug. */
  nameOf(slug: string): string;
};
