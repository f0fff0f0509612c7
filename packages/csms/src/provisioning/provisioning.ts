import type { BootedFact, Station } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import type { StationJournal } from "../diagnostics/station-events.ts";
import type { BootAnswer, Hooks } from "../hooks.ts";
import type { Policy } from "../policy.ts";
import { compact } from "../translate/compact.ts";
import type { BootDecision } from "./boot-decision.ts";
import { stationConnections, type Registration } from "./station-connections.ts";
import { stations } from "./stations.ts";

/** The block that takes stations in. */
export interface Provisioning {
  /** Decides over a boot and records what the station says of itself. */
  boot(unit: Unit, fact: BootedFact): Promise<BootDecision>;
}

interface ProvisioningPorts {
  readonly hooks: Hooks;
  readonly policy: Policy;
  readonly journal: StationJournal;
  /** Told after the commit, for the live connection. */
  readonly registered: (station: string, registration: Registration) => void;
}

const WORDS = { accepted: "Accepted", pending: "Pending", rejected: "Rejected" } as const;

/** Asks the application about a boot, or goes by the lifecycle of the station. */
export function createProvisioning(ports: ProvisioningPorts): Provisioning {
  const { hooks, policy, journal } = ports;
  return {
    async boot(unit, fact) {
      const before = await unit.get(stations, fact.station);
      const answer = hooks.booted === undefined ? byLifecycle(before) : await hooks.booted(fact, unit);
      const registration = answer.accept === "pending" ? "pending" : answer.accept ? "accepted" : "rejected";
      // Read again: the hook may have written the station.
      const station = await unit.get(stations, fact.station);
      if (station !== undefined) {
        const { protocol, vendor, model, serial, firmware } = fact;
        unit.put(stations, station.id, { ...station, ...compact({ protocol, vendor, model, serial, firmware }), lastBootAt: fact.receivedAt });
        await noteSwap(unit, station, fact);
      }
      const connection = await unit.get(stationConnections, fact.station);
      if (connection !== undefined) unit.put(stationConnections, fact.station, { ...connection, registration });
      unit.publish({ topic: "station.booted", key: fact.station, payload: { fact, registration } });
      unit.afterCommit(() => ports.registered(fact.station, registration));
      const wait = answer.heartbeat ?? (registration === "accepted" ? policy.heartbeat : policy.retry);
      return { registration: WORDS[registration], interval: Math.max(1, Math.round(wait / 1_000)) };
    },
  };

  /** Another serial under the same identity: the hardware was changed (I24, F12). */
  async function noteSwap(unit: Unit, station: Station, fact: BootedFact): Promise<void> {
    if (station.serial === undefined || fact.serial === undefined || station.serial === fact.serial) return;
    const summary = `serial changed from ${station.serial} to ${fact.serial}`;
    await journal.record(unit, { station: station.id, severity: "warning", kind: "hardware-changed", summary });
  }
}

function byLifecycle(station: Station | undefined): BootAnswer {
  if (station === undefined || station.lifecycle === "retired") return { accept: false };
  return { accept: station.lifecycle === "planned" ? "pending" : true };
}
