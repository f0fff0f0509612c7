import type { ConnectorState, EnergyState, MeteredFact, StatusFact } from "@cpokit/model";
import type { StatusNotificationRequest } from "@cpokit/ocpp/v16";
import { compact } from "../compact.ts";
import { stationTime, type Envelope } from "../envelope.ts";

const STATES: ReadonlyMap<string, ConnectorState> = new Map([
  ["Available", "available"],
  ["Preparing", "preparing"],
  ["Charging", "charging"],
  ["SuspendedEV", "suspendedEv"],
  ["SuspendedEVSE", "suspendedEvse"],
  ["Finishing", "finishing"],
  ["Reserved", "reserved"],
  ["Unavailable", "unavailable"],
  ["Faulted", "faulted"],
]);

const ENERGY_STATES: ReadonlyMap<string, EnergyState> = new Map([
  ["Charging", "charging"],
  ["SuspendedEV", "suspendedEv"],
  ["SuspendedEVSE", "suspendedEvse"],
]);

/** A 1.6 StatusNotification as a fact. Connector 0 is the station itself. */
export function statusFact(request: StatusNotificationRequest, envelope: Envelope): StatusFact {
  const state = STATES.get(request.status) ?? "unknown";
  return compact({
    fact: "status" as const,
    station: envelope.station,
    receivedAt: envelope.receivedAt,
    evse: request.connectorId,
    connector: request.connectorId === 0 ? 0 : 1,
    state,
    stationTime: stationTime(request.timestamp, envelope.receivedAt),
    error: request.errorCode === "NoError" ? request.vendorErrorCode : request.errorCode,
    detail: detail(request, state),
  });
}

/** What a 1.6 status says about the transaction on its connector: nothing else of 1.6 tells when a car stops drawing energy. */
export function energyStateFact(request: StatusNotificationRequest, envelope: Envelope): MeteredFact | undefined {
  const energyState = ENERGY_STATES.get(request.status);
  if (energyState === undefined || request.connectorId < 1) return undefined;
  const at = stationTime(request.timestamp, envelope.receivedAt);
  return {
    fact: "metered",
    station: envelope.station,
    receivedAt: envelope.receivedAt,
    key: `status/${request.connectorId}/${request.status}/${at}`,
    evse: request.connectorId,
    connector: 1,
    stationTime: at,
    readings: [],
    energyState,
  };
}

function detail(request: StatusNotificationRequest, state: ConnectorState): string | undefined {
  const vendorCode = request.errorCode === "NoError" ? undefined : request.vendorErrorCode;
  const parts = [state === "unknown" ? request.status : undefined, vendorCode, request.info].filter((part) => part !== undefined && part !== "");
  return parts.length === 0 ? undefined : parts.join("; ");
}
