import { watts } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import type { EvseHardware } from "../evse/hardware.ts";
import type { StationOptions } from "../station/options.ts";

/** A station of a fleet: what differs from station to station. */
export type StationPlan = Pick<StationOptions, "identity" | "version" | "vendor" | "model" | "evses" | "meterStart" | "settings" | "downloads" | "keys">;

const AC: EvseHardware = { number: 1, connectors: 1, maxPower: watts(22_080), powerType: "AC_3_PHASE" };
const DC: EvseHardware = { number: 1, connectors: 1, maxPower: watts(150_000), powerType: "DC" };

/** The kinds of stations that fleets are made of. */
const MODELS = [
  { vendor: "Kerbside", model: "Twin 22", evses: [AC, { ...AC, number: 2 }] },
  { vendor: "Highway", model: "Fast 150", evses: [DC] },
  { vendor: "Home", model: "Wall 11", evses: [{ ...AC, maxPower: watts(11_040) }] },
] as const;

const VERSIONS: readonly Version[] = ["2.0.1", "1.6", "2.1"];

/** Stations `SIM-0001`, `SIM-0002` … of changing kinds, all of one version or of all in turn. */
export function planStations(count: number, version: Version | "mixed"): readonly StationPlan[] {
  return Array.from({ length: count }, (_, index) => ({
    identity: `SIM-${String(index + 1).padStart(4, "0")}`,
    version: version === "mixed" ? VERSIONS[index % VERSIONS.length]! : version,
    ...MODELS[Math.floor(version === "mixed" ? index / VERSIONS.length : index) % MODELS.length]!,
    // Every other 2.x station tells the time after the stop as part of the transaction.
    settings: { stopPoint: index % 2 === 0 ? "Authorized" : "EVConnected" },
  }));
}
