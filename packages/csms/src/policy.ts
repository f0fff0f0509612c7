import { minutes, type Milliseconds } from "@cpokit/kernel";

/** What an operator may choose. */
export interface Policy {
  /** A station that nobody entered: refused, or let in as `planned`, so that it waits in quarantine until an operator adopts it. */
  readonly unknownStations: "refuse" | "quarantine";
  /** Heartbeat interval of accepted stations. */
  readonly heartbeat: Milliseconds;
  /** Wait before the next boot of pending and rejected stations. */
  readonly retry: Milliseconds;
  /** Whether everything that a station tells of itself is read when another device, or other firmware, boots. */
  readonly readModel: "onNewDevice" | "never";
  /** How often a node looks for upkeep of its stations that another node asked for. */
  readonly upkeepEvery: Milliseconds;
  /** How long an EVSE that became free stays offered to whoever waits longest. */
  readonly offerFor: Milliseconds;
  /** Whether the evidence for the availability of each EVSE is kept. */
  readonly availability: "record" | "off";
  /** How many events are kept per station. */
  readonly stationEvents: number;
  /** How many unknown identities that tried to connect are kept. */
  readonly connectionAttempts: number;
}

/** What holds where the operator chose nothing. */
export const DEFAULT_POLICY: Policy = Object.freeze({
  unknownStations: "refuse",
  heartbeat: minutes(5),
  retry: minutes(1),
  readModel: "never",
  availability: "record",
  upkeepEvery: minutes(1),
  offerFor: minutes(10),
  stationEvents: 500,
  connectionAttempts: 1_000,
});
