/** Counts what went wrong by name, and lets nobody try without end. */
export interface Attempts {
  /** Seconds until the name may try again; 0 when it may now. */
  waitFor(name: string): number;
  failed(name: string): void;
  /** It went well: what was wrong before counts no more. */
  succeeded(name: string): void;
}

/** At most `most` failures per name within `window` ms. Kept in memory: a restart forgives. */
export function createAttempts({ most, window, now }: { readonly most: number; readonly window: number; readonly now: () => number }): Attempts {
  const windows = new Map<string, { count: number; readonly until: number }>();
  return {
    waitFor(name) {
      const known = windows.get(name);
      if (known === undefined) return 0;
      if (known.until <= now()) windows.delete(name);
      return known.count >= most ? Math.max(Math.ceil((known.until - now()) / 1_000), 0) : 0;
    },
    failed(name) {
      const known = windows.get(name) ?? { count: 0, until: now() + window };
      known.count += 1;
      windows.set(name, known);
      // Windows that are over go when many names have failed, so that nobody fills the memory.
      if (windows.size > 10_000) for (const [each, { until }] of windows) if (until <= now()) windows.delete(each);
    },
    succeeded: (name) => void windows.delete(name),
  };
}
