import { instantText } from "@cpokit/model";
import { connectorStatuses, stationConnections, type ConnectorStatus, type StationEvent } from "@cpokit/csms";
import type { EnergyState, Location, Session, Station } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import type { ConnectorStateView, ConnectorView, EvseView, StationEventView, StationView } from "../wire/station.ts";
import type { Directory } from "./directory.ts";
import { optional } from "./optional.ts";

/** What a view of a station needs beside the store. */
export interface StationSources {
  readonly reader: Reader;
  readonly directory: Directory;
  /** The running session of an EVSE. */
  openSession(station: string, evse: number): Promise<Session | undefined>;
}

export async function stationView(station: Station, sources: StationSources): Promise<StationView> {
  const { reader, directory } = sources;
  const [statuses, connection, places] = await Promise.all([
    reader.find(connectorStatuses, { index: "byStation", prefix: station.id, limit: 1_000 }),
    reader.get(stationConnections, station.id),
    directory.locationsOf(station.id),
  ]);
  const location = places[0] ?? (station.locationId === undefined ? undefined : await directory.location(station.locationId));
  const evses = evsesOf(station.id, places, statuses.items.map((item) => item.body).filter((status) => status.evse > 0));
  const { id, identity, lifecycle, protocol, vendor, model, serial, firmware, minimumSecurityProfile } = station;
  return {
    id, identity, lifecycle,
    online: connection?.online === true,
    hasPassword: station.passwordHash !== undefined,
    ...(connection?.online === true ? { onlineSince: instantText(connection.since) } : {}),
    ...(location === undefined ? {} : { locationId: location.id, locationName: location.name, timeZone: location.timeZone }),
    ...optional({ protocol, vendor, model, serial, firmware, minimumSecurityProfile }),
    ...(station.lastBootAt === undefined ? {} : { lastBootAt: instantText(station.lastBootAt) }),
    evses: await Promise.all(evses.map(async (evse) => withSession(evse, await sources.openSession(station.id, evse.number)))),
  };
}

export function stationEventView(event: StationEvent): StationEventView {
  return { at: instantText(event.at), kind: event.kind, severity: event.severity, text: event.summary };
}

/** The EVSEs that a location knows, and those that only the station spoke of. */
function evsesOf(station: string, places: readonly Location[], statuses: readonly ConnectorStatus[]): EvseView[] {
  const known = places.flatMap((location) => location.evses).filter((evse) => evse.stationId === station);
  const numbers = [...new Set([...known.map((evse) => evse.number), ...statuses.map((status) => status.evse)])].sort((a, b) => a - b);
  return numbers.map((number) => {
    const evse = known.find((each) => each.number === number);
    const reported = statuses.filter((status) => status.evse === number);
    const plugs = [...new Set([...(evse?.connectors.map((connector) => connector.number) ?? []), ...reported.map((status) => status.connector)])].sort((a, b) => a - b);
    const connectors = plugs.map((plug): ConnectorView => {
      const status = reported.find((each) => each.connector === plug);
      const connector = evse?.connectors.find((each) => each.number === plug);
      return {
        number: plug,
        state: status?.state ?? "unknown",
        ...(status === undefined ? {} : { since: instantText(status.stationTime), ...optional({ error: status.error, detail: status.detail }) }),
        ...(connector === undefined ? {} : { standard: connector.standard, powerType: connector.powerType, maxPowerW: connector.maxPower }),
      };
    });
    return { number, state: stateOf(connectors), connectors, ...(evse === undefined ? {} : { id: evse.id, ...optional({ emi3Id: evse.emi3Id }) }) };
  });
}

const STATES: Readonly<Record<EnergyState, ConnectorStateView>> = { connected: "preparing", charging: "charging", suspendedEv: "suspendedEv", suspendedEvse: "suspendedEvse", idle: "finishing" };

/** 2.x stations only say that a connector is occupied; what the car does there its session tells. */
function withSession(evse: EvseView, session: Session | undefined): EvseView {
  if (session === undefined) return evse;
  return { ...evse, state: evse.state === "occupied" ? STATES[session.energyState] : evse.state, sessionId: session.id };
}

/** One car charges at an EVSE at a time: the busiest or sickest connector speaks for it. */
const RANK: readonly ConnectorStateView[] = ["faulted", "charging", "suspendedEv", "suspendedEvse", "occupied", "preparing", "finishing", "reserved", "unavailable", "available", "unknown"];

function stateOf(connectors: readonly ConnectorView[]): ConnectorStateView {
  return RANK.find((state) => connectors.some((connector) => connector.state === state)) ?? "unknown";
}
