/** A thing at a place of a picture, in pixels. */
export interface Placed<Item> {
  readonly item: Item;
  readonly x: number;
  readonly y: number;
}

/** Joins what would lie over each other: whatever is nearer than `apart` to the first of a group belongs to it. */
export function clustersOf<Item>(placed: readonly Placed<Item>[], apart: number): readonly (readonly Item[])[] {
  const groups: { readonly x: number; readonly y: number; readonly items: Item[] }[] = [];
  for (const { item, x, y } of placed) {
    const near = groups.find((group) => Math.abs(group.x - x) < apart && Math.abs(group.y - y) < apart);
    if (near === undefined) groups.push({ x, y, items: [item] });
    else near.items.push(item);
  }
  return groups.map(({ items }) => items);
}
