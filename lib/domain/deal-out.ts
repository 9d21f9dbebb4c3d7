/** Something, and to whom of several it goes. */
export type Dealt<Item> = { readonly item: Item; readonly to: number };

/**
 * Deals items out one by one, round after round, to those that have room left (`rooms` says for how many each), until
 * there are no more items or no more room.
 */
export function dealOut<Item>(items: readonly Item[], rooms: readonly number[]): Dealt<Item>[] {
  const dealt: Dealt<Item>[] = [];
  for (let round = 0; dealt.length < items.length; round += 1) {
    const takers = rooms.flatMap((room, to) => (room > round ? [to] : []));
    if (takers.length === 0) return dealt;
    for (const to of takers) {
      const item = items[dealt.length];
      if (item === undefined) return dealt;
      dealt.push({ item, to });
    }
  }
  return dealt;
}
