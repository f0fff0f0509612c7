import type { StationEvse } from "../station/core.ts";

/** OCPP 1.6 numbers connectors through the station: 1.6 connectorId 3 may be connector 1 of EVSE 2. */
export interface ConnectorNumbers {
  readonly count: number;
  number(evse: number, connector: number): number;
  place(connectorId: number): { readonly evse: number; readonly connector: number } | undefined;
}

export function createConnectorNumbers(evses: readonly StationEvse[]): ConnectorNumbers {
  const places = evses.flatMap(({ hardware }) => Array.from({ length: hardware.connectors }, (_, index) => ({ evse: hardware.number, connector: index + 1 })));
  return {
    count: places.length,
    number: (evse, connector) => places.findIndex((place) => place.evse === evse && place.connector === connector) + 1,
    place: (connectorId) => places[connectorId - 1],
  };
}
