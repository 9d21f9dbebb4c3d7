/** Days from ≤ day ≤ to, by day number. */
export type Stretch = { readonly from: number; readonly to: number; readonly rank: number };

/**
 * Finds the stretch that holds a day, of several the one that comes first in the list. What overlaps is cut apart before,
 * so that thousands of long stretches cost no more than short ones. The answer is the piece around the day.
 */
export function paintDays(stretches: readonly Stretch[]): (day: number) => Stretch | null {
  const borders = [...new Set(stretches.flatMap(({ from, to }) => [from, to + 1]))].sort(
    (a, b) => a - b,
  );
  const indexOf = new Map(borders.map((border, index) => [border, index]));
  const ranks: (number | undefined)[] = Array.from({ length: borders.length });
  const unpainted = borders.map((_, index) => index);

  /** First unpainted piece at or after one; the way there is shortened for the next who asks. */
  const skipPainted = (start: number): number => {
    let index = start;
    while (unpainted[index] !== index && index < borders.length) {
      const next = unpainted[index] ?? borders.length;
      unpainted[index] = unpainted[next] ?? next;
      index = next;
    }
    return index;
  };

  for (const { from, to, rank } of stretches) {
    const end = indexOf.get(to + 1) ?? 0;
    let index = skipPainted(indexOf.get(from) ?? 0);
    while (index < end) {
      ranks[index] = rank;
      unpainted[index] = index + 1;
      index = skipPainted(index + 1);
    }
  }

  return (day) => {
    const index = lastAtOrBefore(borders, day);
    const rank = ranks[index];
    const from = borders[index];
    const end = borders[index + 1];
    if (rank === undefined || from === undefined || end === undefined) return null;
    return { from, to: end - 1, rank };
  };
}

/** Index of the last of the sorted values that is ≤ `value`, or -1. */
function lastAtOrBefore(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
