/**
 * Cuts a list so that no batch has more items, or more characters of JSON, than a station takes; an item that is too
 * long by itself goes alone. Without limits there is one batch.
 */
export function batches<Item>(items: readonly Item[], mostItems = Number.POSITIVE_INFINITY, mostBytes = Number.POSITIVE_INFINITY): readonly (readonly Item[])[] {
  const result: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = JSON.stringify(item).length + 1;
    const last = result.at(-1);
    if (last === undefined || last.length >= mostItems || bytes + size > mostBytes - ENVELOPE) {
      result.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return result;
}

/** Characters around the list: the frame with its message id and action. */
const ENVELOPE = 120;
