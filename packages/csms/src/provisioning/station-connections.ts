import type { Instant } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import { collection } from "@cpokit/storage";

/** Where a station stands with us: `none` until it boots for the first time. It outlives connections and restarts. */
export type Registration = "none" | "accepted" | "pending" | "rejected";

/** The newest connection of a station, open or closed. */
export interface StationConnection {
  readonly station: string;
  /** Counts up with every connection (I17). */
  readonly epoch: number;
  /** Id of the link. */
  readonly link: string;
  /** The process that holds the socket. */
  readonly node: string;
  readonly protocol: Version;
  readonly online: boolean;
  /** When it opened, or, offline, when it closed. */
  readonly since: Instant;
  readonly registration: Registration;
  /** Our time of the last message; written when the connection closes. */
  readonly lastSeenAt?: Instant;
  /** Why it closed. */
  readonly reason?: string;
}

/** One document per station, by its id. */
export const stationConnections = collection<StationConnection>("stationConnections", {
  indexes: { byOnlineNode: { keys: (connection) => (connection.online ? [connection.node] : []) } },
});
