import type { Clock, Instant } from "@cpokit/kernel";
import type { Store } from "@cpokit/storage";
import type { StationEvent, StationJournal } from "./station-events.ts";

/** Something that went wrong around a station, outside of any unit of work. */
export type Incident = Pick<StationEvent, "station" | "severity" | "kind" | "summary" | "content">;

/** Where trouble outside of a unit is reported. */
export interface Incidents {
  /** Records an incident; of one kind and station at most ten in a minute, the rest is counted in the next one. */
  report(incident: Incident): Promise<void>;
}

const WINDOW = 60_000;
const MOST_IN_WINDOW = 10;

interface Window {
  from: Instant;
  recorded: number;
  suppressed: number;
}

/** A misbehaving station must not turn every bad frame into a write to disk. */
export function createIncidents(ports: { readonly store: Store; readonly clock: Clock; readonly journal: StationJournal }): Incidents {
  const windows = new Map<string, Window>();
  return {
    async report(incident) {
      const more = admit(`${incident.kind}/${incident.station}`);
      if (more === undefined) return;
      const summary = more === 0 ? incident.summary : `${incident.summary} (and ${more} more like it before)`;
      await ports.store.transaction((unit) => ports.journal.record(unit, { ...incident, summary }));
    },
  };

  /** How many were left out since the last one; `undefined` when this one is left out too. */
  function admit(key: string): number | undefined {
    const now = ports.clock.now();
    const last = windows.get(key);
    const window = last !== undefined && now - last.from < WINDOW ? last : { from: now, recorded: 0, suppressed: last?.suppressed ?? 0 };
    windows.set(key, window);
    if (window.recorded >= MOST_IN_WINDOW) {
      window.suppressed += 1;
      return undefined;
    }
    window.recorded += 1;
    const { suppressed } = window;
    window.suppressed = 0;
    return suppressed;
  }
}
