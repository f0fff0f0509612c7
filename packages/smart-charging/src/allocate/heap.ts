/** Numbered things in the order of their keys: a binary heap whose members can be moved. */
export interface Heap {
  /** By item. */
  readonly keys: Float64Array;
  readonly items: Int32Array;
  /** Place of each item among `items`; -1 for those that are not in the heap. */
  readonly places: Int32Array;
  size: number;
}

export function createHeap(capacity: number): Heap {
  return { keys: new Float64Array(capacity), items: new Int32Array(capacity), places: new Int32Array(capacity), size: 0 };
}

/** Adds an item without a look at the order; `arrange` makes it a heap once all are there. */
export function append(heap: Heap, item: number, key: number): void {
  heap.keys[item] = key;
  heap.items[heap.size] = item;
  heap.places[item] = heap.size++;
}

export function arrange(heap: Heap): void {
  for (let place = (heap.size >> 1) - 1; place >= 0; place -= 1) sink(heap, place);
}

/** Gives the first item another key, not below the one it has. */
export function postponeFirst(heap: Heap, key: number): void {
  heap.keys[heap.items[0]!] = key;
  sink(heap, 0);
}

export function removeFirst(heap: Heap): void {
  const { items, places } = heap;
  places[items[0]!] = -1;
  const last = items[--heap.size]!;
  if (heap.size === 0) return;
  items[0] = last;
  places[last] = 0;
  sink(heap, 0);
}

/** Gives an item a key that is not above the one it has. */
export function advance({ keys, items, places }: Heap, item: number, key: number): void {
  keys[item] = key;
  let place = places[item]!;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const other = items[above]!;
    if (keys[other]! <= key) break;
    items[place] = other;
    places[other] = place;
    place = above;
  }
  items[place] = item;
  places[item] = place;
}

function sink({ keys, items, places, size }: Heap, from: number): void {
  const item = items[from]!;
  const key = keys[item]!;
  let place = from;
  for (;;) {
    let below = 2 * place + 1;
    if (below >= size) break;
    if (below + 1 < size && keys[items[below + 1]!]! < keys[items[below]!]!) below += 1;
    const other = items[below]!;
    if (keys[other]! >= key) break;
    items[place] = other;
    places[other] = place;
    place = below;
  }
  items[place] = item;
  places[item] = place;
}
