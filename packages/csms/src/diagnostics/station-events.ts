import type { Clock, Instant } from "@cpokit/kernel";
import { collection, type Unit } from "@cpokit/storage";
import { canonical } from "../translate/fingerprint.ts";

/** Something that an operator may want to know about a station. */
export interface StationEvent {
  readonly station: string;
  /** Counts up per station. */
  readonly seq: number;
  readonly at: Instant;
  readonly severity: "info" | "warning" | "error";
  /** Stable word, e.g. `malformed`, `connection-refused`, `unknown-transaction`, or the OCPP action of a notice. */
  readonly kind: string;
  /** One line for people. */
  readonly summary: string;
  /** What the station sent, when it is not too long to keep. */
  readonly content?: unknown;
}

/** The latest events of each station: `<station>/<slot>`, a ring. */
export const stationEvents = collection<StationEvent>("stationEvents", {
  indexes: { byStation: { keys: (event) => [[event.station, event.seq]] }, byTime: { keys: (event) => [event.at] } },
});

/** How many events a station has had. */
const stationEventCounts = collection<{ readonly count: number }>("stationEventCounts");

/** Longer content is left out of the event: it is JSON text of more characters than this. */
const LONGEST_CONTENT = 8_192;

/** Where units note what an operator should see. */
export interface StationJournal {
  /** Keeps one event; the oldest of the station gives way. */
  record(unit: Unit, event: Omit<StationEvent, "seq" | "at">): Promise<void>;
}

/** Keeps the latest `capacity` events of each station. */
export function createStationJournal(options: { readonly clock: Clock; readonly capacity: number }): StationJournal {
  return {
    async record(unit, event) {
      const seq = (await unit.get(stationEventCounts, event.station))?.count ?? 0;
      unit.put(stationEventCounts, event.station, { count: seq + 1 });
      const { content, ...rest } = event;
      const kept: StationEvent = { ...rest, seq, at: options.clock.now(), ...(isShort(content) ? { content } : {}) };
      unit.put(stationEvents, `${event.station}/${seq % options.capacity}`, kept);
      unit.publish({ topic: "station.event", key: event.station, payload: kept });
    },
  };
}

function isShort(content: unknown): boolean {
  return content !== undefined && canonical(content).length <= LONGEST_CONTENT;
}
