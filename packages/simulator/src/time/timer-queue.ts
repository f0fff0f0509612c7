import type { Cancel, Instant } from "@cpokit/kernel";

interface Planned {
  readonly at: Instant;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Planned runs in order of time, then of planning: a binary heap. */
export interface TimerQueue {
  plan(at: Instant, run: () => void): Cancel;
  /** Removes the first run that is due at `until`. */
  take(until: Instant): { readonly at: Instant; readonly run: () => void } | undefined;
  next(): Instant | undefined;
}

export function createTimerQueue(): TimerQueue {
  const heap: Planned[] = [];
  let planned = 0;

  const dropCancelled = (): Planned | undefined => {
    while (heap[0]?.cancelled === true) removeFirst(heap);
    return heap[0];
  };

  return {
    plan(at, run) {
      const entry: Planned = { at, order: (planned += 1), run, cancelled: false };
      insert(heap, entry);
      return () => {
        entry.cancelled = true;
      };
    },
    take(until) {
      const first = dropCancelled();
      if (first === undefined || first.at > until) return undefined;
      removeFirst(heap);
      return first;
    },
    next: () => dropCancelled()?.at,
  };
}

function insert(heap: Planned[], entry: Planned): void {
  let place = heap.push(entry) - 1;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!isBefore(heap[place]!, heap[parent]!)) return;
    swap(heap, place, parent);
    place = parent;
  }
}

function removeFirst(heap: Planned[]): void {
  swap(heap, 0, heap.length - 1);
  heap.pop();
  for (let place = 0; ; ) {
    const left = 2 * place + 1;
    const right = left + 1;
    let first = place;
    if (left < heap.length && isBefore(heap[left]!, heap[first]!)) first = left;
    if (right < heap.length && isBefore(heap[right]!, heap[first]!)) first = right;
    if (first === place) return;
    swap(heap, place, first);
    place = first;
  }
}

function isBefore(a: Planned, b: Planned): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function swap(heap: Planned[], a: number, b: number): void {
  const kept = heap[a]!;
  heap[a] = heap[b]!;
  heap[b] = kept;
}
