/**
 * The first `count` of these items by turns: whoever has the fewest at work comes first, what is picked counts as work,
 * and among equals the order given decides. The items of one lane keep their order.
 */
export function pickByTurns<Item>(
  items: readonly Item[],
  count: number,
  by: { readonly lane: (item: Item) => string; readonly busy: ReadonlyMap<string, number> },
): Item[] {
  const places = new Map(by.busy);
  const placed = items.map((item) => {
    const lane = by.lane(item);
    const place = (places.get(lane) ?? 0) + 1;
    places.set(lane, place);
    return { item, place };
  });
  return placed
    .toSorted((a, b) => a.place - b.place)
    .slice(0, count)
    .map(({ item }) => item);
}
