import { connectorStatuses, intervalsOf, stationConnections, stations, type EvseState, type Track, type TrackValue } from "@cpokit/csms";
import type { Instant } from "@cpokit/kernel";
import type { Store } from "@cpokit/storage";
import { locations } from "../collections.ts";

/** A station of the network, as it is now. */
export interface NetworkStation {
  readonly id: string;
  readonly identity: string;
  readonly places: ReadonlySet<string>;
  readonly online: boolean;
  /** Whether it should be online: it was taken into service and has been here before. */
  readonly isExpected: boolean;
  /** Of its newest connection: when it opened, or closed. */
  readonly since?: Instant;
}

/** An EVSE of the network, as a driver would find it now. */
export interface NetworkEvse {
  readonly station: NetworkStation;
  readonly number: number;
  readonly state: EvseState;
  /** Of the connector, or the station, that is faulted. */
  readonly fault?: { readonly since: Instant; readonly error?: string; readonly detail?: string };
}

export interface Network {
  readonly stations: ReadonlyMap<string, NetworkStation>;
  readonly evses: readonly NetworkEvse[];
}

/** Reads how every station and EVSE is, each collection once. */
export async function readNetwork(store: Store): Promise<Network> {
  const places = new Map<string, Map<number, string>>();
  for await (const { body } of store.each(locations)) {
    for (const { stationId, number } of body.evses) places.set(stationId, (places.get(stationId) ?? new Map<number, string>()).set(number, body.id));
  }
  const connections = new Map<string, { readonly online: boolean; readonly since: Instant }>();
  for await (const { id, body } of store.each(stationConnections)) connections.set(id, body);
  const reports = new Map<string, Map<number, Report>>();
  for await (const { body } of store.each(connectorStatuses)) {
    const ofStation = reports.get(body.station) ?? new Map<number, Report>();
    reports.set(body.station, ofStation);
    const report = ofStation.get(body.evse) ?? { tracks: new Map() };
    ofStation.set(body.evse, { ...report, ...(body.state === "faulted" && { fault: body }) });
    report.tracks.set(body.evse === 0 ? "station" : body.connector, body.state);
  }
  const all = new Map<string, NetworkStation>();
  const evses: NetworkEvse[] = [];
  for await (const { body } of store.each(stations)) {
    const { id, identity, lifecycle, locationId } = body;
    if (lifecycle === "retired") continue;
    const connection = connections.get(id);
    const entered = places.get(id) ?? new Map<number, string>();
    const station: NetworkStation = {
      id, identity, online: connection?.online === true, isExpected: lifecycle !== "planned" && connection !== undefined, ...(connection !== undefined && { since: connection.since }),
      places: new Set([...entered.values(), ...(locationId === undefined ? [] : [locationId])]),
    };
    all.set(id, station);
    const told = reports.get(id) ?? new Map<number, Report>();
    const whole = told.get(0);
    for (const number of new Set([...entered.keys(), ...told.keys()])) if (number > 0) evses.push(evseOf(station, number, whole, told.get(number)));
  }
  return { stations: all, evses };
}

interface Report {
  readonly tracks: Map<Track, TrackValue>;
  readonly fault?: NonNullable<NetworkEvse["fault"]>;
}

/** By the rules of the availability ledger, so that now and the last month speak of the same. */
function evseOf(station: NetworkStation, number: number, whole: Report | undefined, own: Report | undefined): NetworkEvse {
  const tracks = new Map<Track, TrackValue>([["online", station.online ? "on" : "off"], ...(whole?.tracks ?? []), ...(own?.tracks ?? [])]);
  const state = intervalsOf(tracks, [], 0, 1)[0]?.state ?? "unknown";
  const fault = own?.fault ?? whole?.fault;
  return { station, number, state, ...(state === "faulted" && fault !== undefined && { fault }) };
}
