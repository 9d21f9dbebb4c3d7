/** Joins words as a sentence does: `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[], last = "and"): string {
  if (words.length <= 1) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

/** Runs of neighbouring numbers, from sorted ones: `[1,2,3,7]` → `[[1,3],[7,7]]`. */
export function runsOf(values: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run && run[1] === value - 1) run[1] = value;
    else runs.push([value, value]);
  }
  return runs;
}

/** Names numbers, three neighbours or more as `a through b`. */
export function nameValues(values: readonly number[], name: (value: number) => string): string {
  const words = runsOf(values).flatMap(([from, to]) => {
    if (from === to) return [name(from)];
    return to - from === 1 ? [name(from), name(to)] : [`${name(from)} through ${name(to)}`];
  });
  return joinWords(words);
}

/** `in January and July`, or `from January through March` for one run. */
export function duringValues(values: readonly number[], name: (value: number) => string): string {
  const [run, ...others] = runsOf(values);
  const isLong = run !== undefined && others.length === 0 && run[1] - run[0] > 1;
  return `${isLong ? "from" : "in"} ${nameValues(values, name)}`;
}

/** The step n when the values are 0, n, 2n … up to `size`, which n divides; null otherwise. */
export function evenStep(values: readonly number[], size: number): number | null {
  const step = size / values.length;
  return Number.isInteger(step) && values.every((value, i) => value === i * step) ? step : null;
}

/** `1 minute` or `5 minutes`. */
export function counted(count: number, unit: string): string {
  return count === 1 ? `${count} ${unit}` : `${count} ${unit}s`;
}

/** `every minute` or `every 5 minutes`. */
export function everyUnit(count: number, unit: string): string {
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}

/** Two digits. */
export function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** The given word with a capital letter first. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Positions of the bits of a mask, ascending. */
export function positionsOf(mask: number): number[] {
  return Array.from({ length: 31 }, (_, i) => i).filter((i) => (mask & (1 << i)) !== 0);
}
