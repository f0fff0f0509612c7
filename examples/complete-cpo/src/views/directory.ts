import { tariffVersions } from "@cpokit/billing";
import { findToken, stations } from "@cpokit/csms";
import type { Connector, Evse, Location, Station, TariffVersion, Token } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import { locations } from "../collections.ts";

/** Where an EVSE stands. */
export interface Place {
  readonly location: Location;
  readonly evse: Evse;
  readonly connector: Connector;
}

/** The place of an EVSE of a station; the first connector stands for one that is not said (1.6 has one per EVSE). */
export async function findPlace(reader: Reader, station: string, evse: number | undefined, connector?: number): Promise<Place | undefined> {
  if (evse === undefined) return undefined;
  const page = await reader.find(locations, { index: "byStationEvse", prefix: [station, evse], limit: 1 });
  const location = page.items[0]?.body;
  const found = location?.evses.find((each) => each.stationId === station && each.number === evse);
  const plug = found?.connectors.find((each) => each.number === connector) ?? found?.connectors[0];
  return location === undefined || found === undefined || plug === undefined ? undefined : { location, evse: found, connector: plug };
}

/** Looks things up for the views of one answer, each once. */
export interface Directory {
  station(id: string): Promise<Station | undefined>;
  location(id: string): Promise<Location | undefined>;
  locationsOf(station: string): Promise<readonly Location[]>;
  place(station: string, evse: number | undefined, connector?: number): Promise<Place | undefined>;
  token(value: string): Promise<Token | undefined>;
  /** By `<tariffId>/<number>`. */
  tariffVersion(id: string): Promise<TariffVersion | undefined>;
}

export function createDirectory(reader: Reader): Directory {
  return {
    station: once((id) => reader.get(stations, id)),
    location: once((id) => reader.get(locations, id)),
    locationsOf: once(async (station) => (await reader.find(locations, { index: "byStation", prefix: station })).items.map((item) => item.body)),
    place: (station, evse, connector) => findPlace(reader, station, evse, connector),
    token: once((value) => findToken(reader, value)),
    tariffVersion: once((id) => reader.get(tariffVersions, id)),
  };
}

function once<Value>(load: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const known = new Map<string, Promise<Value>>();
  return (key) => {
    const value = known.get(key) ?? load(key);
    known.set(key, value);
    return value;
  };
}
