/** Name of a cron field; part of the text that `H` hashes (X5). */
export type FieldName =
  | "second"
  | "minute"
  | "hour"
  | "dayOfMonth"
  | "month"
  | "dayOfWeek"
  | "year";

/** What a cron field may hold (X1). `last` is where `a/n` ends, `size` the largest step (X2), `hash` the range of a bare `H` (X5). */
export type FieldSpec = {
  readonly name: FieldName;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly last: number;
  readonly size: number;
  readonly hash: readonly [number, number] | null;
  readonly names: readonly string[];
  /** The number that `names[0]` stands for. */
  readonly firstName: number;
};

const plain = (name: FieldName, label: string, min: number, max: number): FieldSpec => ({
  name,
  label,
  min,
  max,
  last: max,
  size: max - min + 1,
  hash: [min, max],
  names: [],
  firstName: min,
});

const SECOND = plain("second", "second", 0, 59);
const MINUTE = plain("minute", "minute", 0, 59);
const HOUR = plain("hour", "hour", 0, 23);
const DAY_OF_MONTH: FieldSpec = {
  ...plain("dayOfMonth", "day of month", 1, 31),
  hash: [1, 28],
};
const MONTH: FieldSpec = {
  ...plain("month", "month", 1, 12),
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
const DAY_OF_WEEK: FieldSpec = {
  ...plain("dayOfWeek", "day of week", 0, 7),
  last: 6,
  size: 7,
  hash: [0, 6],
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};
const YEAR: FieldSpec = { ...plain("year", "year", 1970, 2199), hash: null };

/** The fields of an expression of seven, in order; six leave out the year, five also the second. */
export const FIELDS = [SECOND, MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK, YEAR] as const;
