import type { Cancel, Clock, Instant, Scheduler } from "@cpokit/kernel";

/** A clock that jumps from one planned run to the next. Runs at one moment keep their order. */
export interface VirtualScheduler extends Clock, Scheduler {
  runUntil(end: Instant): void;
}

export function createVirtualScheduler(start: Instant): VirtualScheduler {
  let now = start;
  let order = 0;
  const runs: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];
  const after = (milliseconds: number, run: () => void): Cancel => {
    const entry = { at: now + Math.max(0, Math.ceil(milliseconds)), order: (order += 1), run };
    let low = 0;
    let high = runs.length;
    // Kept from last to first, so that the next run is at the end.
    while (low < high) {
      const middle = (low + high) >> 1;
      if (runs[middle]!.at > entry.at || (runs[middle]!.at === entry.at && runs[middle]!.order > entry.order)) low = middle + 1;
      else high = middle;
    }
    runs.splice(low, 0, entry);
    return () => {
      const place = runs.indexOf(entry);
      if (place >= 0) runs.splice(place, 1);
    };
  };
  return {
    now: () => now,
    after,
    afterTurn: (run) => void after(0, run),
    runUntil(end) {
      while (runs.length > 0 && runs.at(-1)!.at <= end) {
        const next = runs.pop()!;
        now = next.at as Instant;
        next.run();
      }
      now = end;
    },
  };
}
