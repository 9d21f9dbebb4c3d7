/** Numbers from ≤ n < until. A list of ranges is in order and without overlap. */
export type Range = { readonly from: number; readonly until: number };

/** What lies in both lists. */
export function intersectRanges(some: readonly Range[], others: readonly Range[]): Range[] {
  const found: Range[] = [];
  for (const one of some) {
    for (const other of others) {
      const from = Math.max(one.from, other.from);
      const until = Math.min(one.until, other.until);
      if (from < until) found.push({ from, until });
    }
  }
  return found;
}

/** What lies in the first list and not in the second. */
export function subtractRanges(some: readonly Range[], others: readonly Range[]): Range[] {
  let left = [...some];
  for (const { from, until } of others) {
    left = left.flatMap((one) => {
      if (until <= one.from || from >= one.until) return [one];
      const before = { from: one.from, until: from };
      const after = { from: until, until: one.until };
      return [before, after].filter((range) => range.from < range.until);
    });
  }
  return left;
}

/** The ranges of any list, in order and joined where they touch or overlap. */
export function uniteRanges(ranges: readonly Range[]): Range[] {
  const united: { from: number; until: number }[] = [];
  for (const { from, until } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = united.at(-1);
    if (last && from <= last.until) last.until = Math.max(last.until, until);
    else united.push({ from, until });
  }
  return united;
}
