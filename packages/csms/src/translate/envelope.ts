import { parseInstant, type Instant } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";

/** What a message does not say itself and every fact needs. */
export interface Envelope {
  /** Our id of the station. */
  readonly station: string;
  readonly protocol: Version;
  readonly receivedAt: Instant;
}

/** The station's time of an event; our own where it sent none, or nothing that is a date (only a repaired message can). */
export function stationTime(text: string | undefined, receivedAt: Instant): Instant {
  return (text === undefined ? undefined : parseInstant(text)) ?? receivedAt;
}
