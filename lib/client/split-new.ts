/**
 * Parts a list, newest first, into rows that came after those the reader knows and the rest. When none of the known
 * rows is left there is nothing to keep in place, and all are shown. `known` is null while nobody is in the list.
 */
export function splitNew<T extends { readonly id: string }>(
  rows: readonly T[],
  known: ReadonlySet<string> | null,
): { readonly waiting: number; readonly shown: readonly T[] } {
  const firstKnown = known === null ? 0 : rows.findIndex((row) => known.has(row.id));
  return firstKnown <= 0
    ? { waiting: 0, shown: rows }
    : { waiting: firstKnown, shown: rows.slice(firstKnown) };
}
