import type { EvseModel, PhaseAmps, SiteModel } from "@cpokit/smart-charging";
import type { BalancedSite } from "../balancing/balanced.ts";
import { DEMO_DEVICES } from "./devices.ts";
import { DEMO_STATIONS } from "./network.ts";

const even = (amps: number): PhaseAmps => ({ l1: amps, l2: amps, l3: amps });

/** Connections that are too small for all cars at once, as most are: what there is has to be shared. The one with devices of its own is shown first. */
const CONNECTIONS: Readonly<Record<string, number>> = { "rotterdam-maaskantoor": 125, "amsterdam-javakade": 250, "utrecht-neude": 40, "hamburg-hafenring": 900, "london-canada-quay": 63, "lisboa-oriente": 125 };

const ROTATIONS = ["RST", "STR", "TRS"] as const;

/** The wiring of the demonstration's locations. */
export const BALANCED_SITES: readonly BalancedSite[] = Object.entries(CONNECTIONS).map(([location, amps]) => {
  const here = DEMO_STATIONS.filter((station) => station.location === location);
  const evses = here.flatMap(({ identity, evses }) => evses.map((evse, index): EvseModel => {
    const base = { id: `${identity}-${evse.number}`, node: "grid", station: identity, connector: evse.number, phases: 3 as const, leaseSafe: "verified" as const };
    if (evse.powerType === "DC") return { ...base, rotation: "RST", maxA: Math.ceil(evse.maxPower / 655), minA: 10, units: ["W"], fallbackA: 30, dc: { maxKW: evse.maxPower / 1_000, efficiency: 0.95 } };
    return { ...base, rotation: ROTATIONS[index % 3]!, maxA: Math.round(evse.maxPower / 690), minA: 6, units: ["A"], fallbackA: 6 };
  }));
  const devices = DEMO_DEVICES[location];
  const model: SiteModel = devices === undefined
    ? { nodes: [{ id: "grid", kind: "grid", limitA: even(amps) }], evses }
    : { nodes: [{ id: "grid", kind: "grid", limitA: even(amps), meter: { source: "main", maxAgeSeconds: 60, assumeA: even(45) } }], evses, generators: [devices.generator], batteries: [devices.battery] };
  return { location, model, stations: Object.fromEntries(here.map(({ identity, version, vendor, model: type }) => [identity, { version, kind: `${vendor} ${type}` }])) };
});
