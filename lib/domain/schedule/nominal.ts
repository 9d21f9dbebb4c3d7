/**
 * The local date-times a schedule names, before any zone is looked at: whole milliseconds since 1970-01-01T00:00:00 of a
 * wall clock that never changes. Ordered, without repeats; every minute that has more than one has the same seconds.
 */
export type NominalTimes = {
  /** First one ≥ `local`, or Infinity. */
  atOrAfter(local: number): number;
  /** Last one < `local`, or -Infinity. */
  before(local: number): number;
  /** How many there are with from ≤ local < to. */
  count(from: number, to: number): number;
};
