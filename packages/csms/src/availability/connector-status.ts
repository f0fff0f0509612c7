import type { ConnectorState, StatusFact } from "@cpokit/model";
import { collection, type Unit } from "@cpokit/storage";
import type { Instant } from "@cpokit/kernel";
import type { Hooks } from "../hooks.ts";
import type { AvailabilityLedger } from "./create-ledger.ts";
import { compact } from "../translate/compact.ts";

/** What a connector last reported; evse 0 is the station itself. */
export interface ConnectorStatus {
  readonly station: string;
  readonly evse: number;
  readonly connector: number;
  readonly state: ConnectorState;
  readonly error?: string;
  readonly detail?: string;
  /** The station's time of the last report. */
  readonly stationTime: Instant;
  /** When we first heard of this state. */
  readonly since: Instant;
}

/** The last report of each connector, `<station>/<evse>/<connector>`. */
export const connectorStatuses = collection<ConnectorStatus>("connectorStatuses", {
  indexes: { byStation: { keys: (status) => [[status.station, status.evse, status.connector]] } },
});

/** The block that keeps what connectors report. */
export interface ConnectorStatusProjection {
  apply(unit: Unit, fact: StatusFact): Promise<void>;
  /** Another device stands in the place of the station: what the old one reported is gone. */
  forget(unit: Unit, station: string): Promise<void>;
}

/** Follows the reports in the order in which they come: station clocks cannot be compared across a reset (F10). */
export function createConnectorStatusProjection({ hooks, ledger }: { readonly hooks: Hooks; readonly ledger: AvailabilityLedger }): ConnectorStatusProjection {
  return {
    async apply(unit, fact) {
      await ledger.status(unit, fact);
      await hooks.status?.(fact, unit);
      const id = `${fact.station}/${fact.evse}/${fact.connector}`;
      const last = await unit.get(connectorStatuses, id);
      const { station, evse, connector, state, error, detail, stationTime } = fact;
      const changed = last === undefined || last.state !== state || last.error !== error || last.detail !== detail;
      const since = last !== undefined && last.state === state ? last.since : fact.receivedAt;
      if (!changed && last.stationTime === stationTime) return;
      unit.put(connectorStatuses, id, compact({ station, evse, connector, state, error, detail, stationTime, since }));
      if (changed) unit.publish({ topic: "station.status", key: station, payload: fact });
    },
    async forget(unit, station) {
      for (const { id } of (await unit.find(connectorStatuses, { index: "byStation", prefix: station, limit: 1_000 })).items) unit.delete(connectorStatuses, id);
    },
  };
}
