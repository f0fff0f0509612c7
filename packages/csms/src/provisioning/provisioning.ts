import type { BootedFact, Station } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import type { StationJournal } from "../diagnostics/station-events.ts";
import type { BootAnswer, Hooks } from "../hooks.ts";
import type { Policy } from "../policy.ts";
import { compact } from "../translate/compact.ts";
import type { BootDecision } from "./boot-decision.ts";
import { noteDevice } from "./incarnations.ts";
import { byLifecycle } from "./by-lifecycle.ts";
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
  /** Another device stands in the place of the station: what was known of the old one is forgotten. */
  readonly forget: (unit: Unit, station: string) => Promise<void>;
  /** The station is about to be accepted: asks for what is to be done at it, and may make it wait. */
  readonly prepare: (unit: Unit, station: Station, fact: BootedFact, isNewDevice: boolean) => Promise<"accept" | "hold">;
}

const WORDS = { accepted: "Accepted", pending: "Pending", rejected: "Rejected" } as const;

/** Asks the application about a boot, or goes by the lifecycle of the station. */
export function createProvisioning(ports: ProvisioningPorts): Provisioning {
  const { hooks, policy, journal } = ports;
  return {
    async boot(unit, fact) {
      const before = await unit.get(stations, fact.station);
      const answer = hooks.booted === undefined ? byLifecycle(before) : await hooks.booted(fact, unit);
      // Read again: the hook may have written the station.
      const station = await unit.get(stations, fact.station);
      const accept = station === undefined ? answer.accept : await takeIn(unit, station, fact, answer.accept);
      const registration = accept === "pending" ? "pending" : accept ? "accepted" : "rejected";
      const connection = await unit.get(stationConnections, fact.station);
      if (connection !== undefined) unit.put(stationConnections, fact.station, { ...connection, registration });
      unit.publish({ topic: "station.booted", key: fact.station, payload: { fact, registration } });
      unit.afterCommit(() => ports.registered(fact.station, registration));
      const wait = answer.heartbeat ?? (registration === "accepted" ? policy.heartbeat : policy.retry);
      return { registration: WORDS[registration], interval: Math.max(1, Math.round(wait / 1_000)) };
    },
  };

  async function takeIn(unit: Unit, before: Station, fact: BootedFact, accept: BootAnswer["accept"]): Promise<BootAnswer["accept"]> {
    const { protocol, vendor, model, serial, firmware } = fact;
    const station: Station = { ...before, ...compact({ protocol, vendor, model, serial, firmware }), lastBootAt: fact.receivedAt };
    unit.put(stations, station.id, station);
    const device = await noteDevice(unit, before, fact);
    if (device.change === "swapped") {
      // (I24, F12)
      await journal.record(unit, { station: station.id, severity: "warning", kind: "hardware-changed", summary: device.summary });
      await ports.forget(unit, station.id);
    }
    const isNew = device.change !== "same" || before.firmware !== station.firmware;
    return accept === true && (await ports.prepare(unit, station, fact, isNew)) === "hold" ? "pending" : accept;
  }
}
