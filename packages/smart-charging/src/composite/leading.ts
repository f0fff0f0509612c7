import type { Interval } from "./intervals.ts";

/**
 * Of intervals that overlap, the one that leads at each instant, in order and without overlap: the highest stack level,
 * at equal level the one for the EVSE before the one for the station, then the latest received (smart-charging §7 "Stacking").
 * O(n log n) by one sweep with a heap.
 */
export function leadingIntervals(intervals: readonly Interval[]): Interval[] {
  const waiting = [...intervals].sort((a, b) => a.from - b.from);
  const heap: Interval[] = [];
  const result: Interval[] = [];
  let next = 0;
  let at = 0;
  while (next < waiting.length || heap.length > 0) {
    if (heap.length === 0) at = Math.max(at, waiting[next]!.from);
    while (next < waiting.length && waiting[next]!.from <= at) push(heap, waiting[next++]!);
    while (heap.length > 0 && heap[0]!.to <= at) pop(heap);
    const leader = heap[0];
    if (leader === undefined) continue;
    const until = next < waiting.length ? Math.min(leader.to, waiting[next]!.from) : leader.to;
    result.push({ ...leader, from: at, to: until });
    at = until;
  }
  return result;
}

function leads({ profile: a }: Interval, { profile: b }: Interval): boolean {
  if (a.stackLevel !== b.stackLevel) return a.stackLevel > b.stackLevel;
  if (a.evse !== b.evse) return a.evse > b.evse;
  return a.receivedAt === b.receivedAt ? a.id > b.id : a.receivedAt > b.receivedAt;
}

function push(heap: Interval[], interval: Interval): void {
  let place = heap.push(interval) - 1;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!leads(heap[place]!, heap[parent]!)) return;
    [heap[place], heap[parent]] = [heap[parent]!, heap[place]!];
    place = parent;
  }
}

function pop(heap: Interval[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  heap[0] = last;
  for (let place = 0; ; ) {
    let best = place;
    for (const child of [2 * place + 1, 2 * place + 2]) {
      if (child < heap.length && leads(heap[child]!, heap[best]!)) best = child;
    }
    if (best === place) return;
    [heap[place], heap[best]] = [heap[best]!, heap[place]!];
    place = best;
  }
}
