import type { Random } from "./random.ts";

/** What a field may hold, written down once more from X1, X2 and X5. */
export type Field = {
  /** Its name in the hash text of X5. */
  readonly name: string;
  readonly min: number;
  /** The largest number that may be written, and the one where `a/n` ends. */
  readonly max: number;
  readonly last: number;
  /** The range of a bare `H`, or null where none may stand. */
  readonly hash: readonly [number, number] | null;
  readonly names: readonly string[];
};

export const MONTHS = [
  "JAN",
  "FEB",
  "MAR",
  "APR",
  "MAY",
  "JUN",
  "JUL",
  "AUG",
  "SEP",
  "OCT",
  "NOV",
  "DEC",
] as const;
export const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] as const;

const simple = (name: string, min: number, max: number): Field => ({
  name,
  min,
  max,
  last: max,
  hash: [min, max],
  names: [],
});
export const FIELDS = {
  second: simple("second", 0, 59),
  minute: simple("minute", 0, 59),
  hour: simple("hour", 0, 23),
  day: { ...simple("dayOfMonth", 1, 31), hash: [1, 28] },
  month: { ...simple("month", 1, 12), names: MONTHS },
  weekday: { ...simple("dayOfWeek", 0, 7), last: 6, hash: [0, 6], names: WEEKDAYS },
  year: { ...simple("year", 1970, 2199), hash: null },
} as const satisfies Record<string, Field>;

/** A piece of an expression and the numbers it stands for. */
export type Part = { readonly text: string; readonly values: readonly number[] };

/** Draws one element of a field's list. `near` is a value that should often be met. */
export function randomElement(field: Field, near: number, random: Random, jobId: string): Part {
  const { min, max, last, hash } = field;
  const value = () => (random.oneIn(3) ? random.int(min, max) : near);
  const step = () => random.int(1, random.oneIn(3) ? last - min + 1 : Math.min(6, last - min + 1));
  const [a, b, n] = [value(), value(), step()];
  const first = number(a, field, random);
  const [from, to] = field.name === "year" ? [Math.min(a, b), Math.max(a, b)] : [a, b];
  const range = `${number(from, field, random)}-${number(to, field, random)}`;
  switch (random.int(0, hash ? 7 : 5)) {
    case 0:
      return { text: "*", values: walk(min, last, 1, field) };
    case 1:
      return { text: first, values: walk(a, a, 1, field) };
    case 2:
      return { text: `*/${n}`, values: walk(min, last, n, field) };
    case 3:
      return { text: range, values: walk(from, to, 1, field) };
    case 4:
      return { text: `${range}/${n}`, values: walk(from, to, n, field) };
    case 5:
      return { text: `${first}/${n}`, values: walk(a > last ? field.min : a, last, n, field) };
    default:
      return hashed(field, random, jobId);
  }
}

/** A list of one to three elements. */
export function randomField(field: Field, near: number, random: Random, jobId: string): Part {
  const parts = Array.from({ length: random.oneIn(3) ? random.int(2, 3) : 1 }, () =>
    randomElement(field, near, random, jobId),
  );
  return {
    text: parts.map(({ text }) => text).join(","),
    values: [...new Set(parts.flatMap(({ values }) => values))].sort((x, y) => x - y),
  };
}

/** A number the way people write it: plain, with leading zeros, by name in any case. */
export function number(value: number, { names, min }: Field, random: Random): string {
  // SUN is 0, never 7: `SUN-7` is the whole week, `0-SUN` a single day.
  const name = names[value - min];
  if (name && random.oneIn(3)) return random.pick([name, name.toLowerCase()]);
  return random.oneIn(10) ? `0${value}` : `${value}`;
}

/** X2 and X3 told step by step: go from a to b, round the end where a > b, and take every n-th. */
function walk(from: number, to: number, step: number, field: Field): number[] {
  const isWeekday = field.names.length === 7;
  const start = isWeekday && from > to ? from % 7 : from;
  const passed: number[] = [];
  for (let v = start; ; v = v === field.last && to < start ? field.min : v + 1) {
    passed.push(isWeekday ? v % 7 : v);
    if (v === to) break;
  }
  return passed.filter((_, i) => i % step === 0);
}

/** X5: `H`, `H(a-b)`, `H/n`, `H(a-b)/n`. */
function hashed(field: Field, random: Random, jobId: string): Part {
  const given = random.oneIn(2);
  const [min, max] = field.hash ?? [field.min, field.max];
  const a = given ? random.int(field.min, field.max) : min;
  const b = given ? random.int(field.min, field.max) : max;
  const range = given ? `(${number(a, field, random)}-${number(b, field, random)})` : "";
  const all = walk(a, b, 1, field);
  const h = hashOf(`${jobId}|${field.name}`);
  if (random.oneIn(2)) {
    return {
      text: `H${range}`,
      values: all.filter((_, i) => i === Number(h % BigInt(all.length))),
    };
  }
  // 0-7 has eight values, but a week seven steps (X2).
  const n = random.int(1, Math.min(all.length, field.last - field.min + 1));
  const start = Number(h % BigInt(n));
  return {
    text: `H${range}/${n}`,
    values: all.filter((_, i) => i >= start && (i - start) % n === 0),
  };
}

/** X5 once more, in arithmetic that cannot overflow: FNV-1a-32, then the last step of MurmurHash3. */
function hashOf(text: string): bigint {
  const cut = (value: bigint): bigint => value & 0xffff_ffffn;
  let h = 2_166_136_261n;
  for (const byte of new TextEncoder().encode(text)) h = cut((h ^ BigInt(byte)) * 16_777_619n);
  h = cut((h ^ (h >> 16n)) * 0x85eb_ca6bn);
  h = cut((h ^ (h >> 13n)) * 0xc2b2_ae35n);
  return h ^ (h >> 16n);
}
