import type { ConnectorState, StatusFact } from "@cpokit/model";
import type { NotifyEventRequest, StatusNotificationRequest } from "@cpokit/ocpp/v21";
import { compact } from "../compact.ts";
import { stationTime, type Envelope } from "../envelope.ts";

const STATES: ReadonlyMap<string, ConnectorState> = new Map([
  ["Available", "available"],
  ["Occupied", "occupied"],
  ["Reserved", "reserved"],
  ["Unavailable", "unavailable"],
  ["Faulted", "faulted"],
]);

/** A 2.x StatusNotification as a fact. */
export function statusFact(request: StatusNotificationRequest, envelope: Envelope): StatusFact {
  return fact(request.evseId, request.connectorId, request.connectorStatus, request.timestamp, envelope);
}

/** The connector states in a NotifyEvent: a station may report AvailabilityState instead of a StatusNotification (OCPP 2.0.1 G01.FR.07). */
export function statusFacts(request: NotifyEventRequest, envelope: Envelope): readonly StatusFact[] {
  return request.eventData
    .filter(({ component, variable }) => component.name === "Connector" && variable.name === "AvailabilityState" && component.evse !== undefined)
    .map((event) => fact(event.component.evse?.id ?? 0, event.component.evse?.connectorId ?? 1, event.actualValue, event.timestamp, envelope));
}

function fact(evse: number, connector: number, status: string, timestamp: string, envelope: Envelope): StatusFact {
  const state = STATES.get(status) ?? "unknown";
  return compact({
    fact: "status" as const,
    station: envelope.station,
    receivedAt: envelope.receivedAt,
    evse,
    connector,
    state,
    stationTime: stationTime(timestamp, envelope.receivedAt),
    detail: state === "unknown" ? status : undefined,
  });
}
