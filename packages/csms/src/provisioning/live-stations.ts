import { CpoError, isCpoError, type Clock, type Instant } from "@cpokit/kernel";
import type { StationLink } from "@cpokit/ocpp";
import type { Store } from "@cpokit/storage";
import type { AvailabilityLedger } from "../availability/create-ledger.ts";
import { stationConnections, type Registration, type StationConnection } from "./station-connections.ts";
import { findStation } from "./stations.ts";

/** A station with an open connection in this process. */
export interface OnlineStation {
  readonly station: string;
  readonly identity: string;
  readonly link: StationLink;
  readonly epoch: number;
  readonly since: Instant;
  readonly lastSeenAt: Instant;
  readonly registration: Registration;
}

/** The state of one live connection. */
export interface LiveStation extends OnlineStation {
  lastSeenAt: Instant;
  registration: Registration;
  /** Actions that we triggered, allowed before the boot is accepted (OCPP 2.0.1 B02). */
  readonly triggered: Set<string>;
}

/** Who is connected. */
export interface LiveStations {
  /** Makes the link the newest connection of its station, or closes it. @throws `csms.station-unknown` when no station has the identity. */
  connected(link: StationLink): Promise<LiveStation>;
  /** Marks the station offline, unless a newer link took over (I17). */
  disconnected(link: StationLink, reason: string): Promise<void>;
  /** The state of a link; one that is not (or no longer) announced is looked up, and takes nothing over. */
  ofLink(link: StationLink): LiveStation | Promise<LiveStation>;
  /** The newest connection of a station. */
  ofStation(station: string): LiveStation | undefined;
  all(): readonly OnlineStation[];
  /** Sets the registration of a live connection after its boot committed. */
  registered(station: string, registration: Registration): void;
  /** Marks offline what an earlier run of this node left online. */
  recover(): Promise<void>;
}

/** Tracks connections: who is online lives in memory, what must survive is one document per station. */
export function createLiveStations(ports: { readonly store: Store; readonly clock: Clock; readonly node: string; readonly ledger: AvailabilityLedger }): LiveStations {
  const { store, clock, node, ledger } = ports;
  const links = new Map<string, LiveStation | Promise<LiveStation>>();
  const newest = new Map<string, LiveStation>();
  // Changes of one identity happen one after the other, in the order in which its sockets opened and closed.
  const lanes = new Map<string, Promise<unknown>>();

  return {
    connected(link) {
      const opening = inLane(link.identity, () => open(link));
      links.set(link.id, opening);
      return opening.then(
        (station) => {
          if (links.get(link.id) === opening) links.set(link.id, station);
          return station;
        },
        (error: unknown) => {
          links.delete(link.id);
          // Policy violation, or our own trouble: closed, the station tries again.
          const isUnknown = isCpoError(error, "csms.station-unknown");
          link.close(isUnknown ? 1008 : 1011, isUnknown ? "unknown charging station" : "try again later");
          throw error;
        },
      );
    },
    async disconnected(link, reason) {
      const known = links.get(link.id);
      if (known === undefined) return;
      // An opening that failed was told to the caller of connected.
      const station = await Promise.resolve(known).catch(() => undefined);
      if (station !== undefined) await inLane(link.identity, () => close(station, reason));
      links.delete(link.id);
    },
    ofLink: (link) => links.get(link.id) ?? lookUp(link),
    ofStation: (station) => newest.get(station),
    all: () => [...newest.values()].map(snapshot),
    registered(station, registration) {
      const current = newest.get(station);
      if (current !== undefined) current.registration = registration;
    },
    async recover() {
      for await (const { body } of store.each(stationConnections, { index: "byOnlineNode", prefix: node })) {
        if (!newest.has(body.station)) await markOffline(body.station, body.link, body.since, "the central system restarted");
      }
    },
  };

  async function open(link: StationLink): Promise<LiveStation> {
    const station = await stationOf(link);
    const since = clock.now();
    const connection = await store.transaction(async (unit) => {
      const before = await unit.get(stationConnections, station);
      const next: StationConnection = {
        station,
        epoch: (before?.epoch ?? 0) + 1,
        link: link.id,
        node,
        protocol: link.protocol.version,
        online: true,
        since,
        registration: before?.registration ?? "none",
      };
      unit.put(stationConnections, station, next);
      await ledger.connectivity(unit, station, true, since);
      unit.publish({ topic: "station.connected", key: station, payload: next });
      return next;
    });
    const entry = liveStation(link, connection, since);
    newest.set(station, entry);
    return entry;
  }

  async function lookUp(link: StationLink): Promise<LiveStation> {
    const station = await stationOf(link);
    const connection = await store.get(stationConnections, station);
    return liveStation(link, { station, epoch: connection?.epoch ?? 0, registration: connection?.registration ?? "none" }, clock.now());
  }

  async function stationOf(link: StationLink): Promise<string> {
    const station = await findStation(store, link.identity);
    if (station !== undefined) return station.id;
    throw new CpoError("csms.station-unknown", "No station has this identity; let csms.admit decide before the connection is accepted.", { identity: link.identity });
  }

  async function close(entry: LiveStation, reason: string): Promise<void> {
    if (newest.get(entry.station) === entry) newest.delete(entry.station);
    await markOffline(entry.station, entry.link.id, entry.lastSeenAt, reason);
  }

  /** Compare and delete: only the link that is still the newest one may take its station offline (I17). */
  async function markOffline(station: string, link: string, lastSeenAt: Instant, reason: string): Promise<void> {
    await store.transaction(async (unit) => {
      const connection = await unit.get(stationConnections, station);
      if (connection === undefined || connection.link !== link || !connection.online) return;
      const closed: StationConnection = { ...connection, online: false, since: clock.now(), lastSeenAt, reason };
      unit.put(stationConnections, station, closed);
      // Silence before the close was no connection either.
      await ledger.connectivity(unit, station, false, lastSeenAt > connection.since ? lastSeenAt : closed.since);
      unit.publish({ topic: "station.disconnected", key: station, payload: closed });
    });
  }

  function inLane<Result>(identity: string, run: () => Promise<Result>): Promise<Result> {
    const before = lanes.get(identity) ?? Promise.resolve();
    const result = before.then(run, run);
    lanes.set(identity, result);
    const done = (): void => {
      if (lanes.get(identity) === result) lanes.delete(identity);
    };
    result.then(done, done);
    return result;
  }
}

function liveStation(link: StationLink, connection: Pick<StationConnection, "station" | "epoch" | "registration">, since: Instant): LiveStation {
  const { station, epoch, registration } = connection;
  return { station, identity: link.identity, link, epoch, since, lastSeenAt: since, registration, triggered: new Set() };
}

function snapshot({ station, identity, link, epoch, since, lastSeenAt, registration }: LiveStation): OnlineStation {
  return { station, identity, link, epoch, since, lastSeenAt, registration };
}
