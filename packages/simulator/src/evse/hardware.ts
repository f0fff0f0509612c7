import { deciAmperes, watts, type DeciAmpere, type Instant, type W } from "@cpokit/kernel";
import { PHASE_VOLTAGE, stateOfCharge, usedPhases, type Offer, type Vehicle } from "../vehicle/vehicle.ts";

/** What an EVSE can deliver; the names are OCPI's. */
export type PowerType = "AC_1_PHASE" | "AC_3_PHASE" | "DC";

export interface EvseHardware {
  /** OCPP EVSE number, from 1. */
  readonly number: number;
  /** Sockets or cables; only one is in use at a time. */
  readonly connectors: number;
  readonly maxPower: W;
  readonly powerType: PowerType;
}

/** What smart charging allows. Absent values do not limit. */
export interface PowerLimit {
  readonly power?: W;
  /** Per phase. */
  readonly current?: DeciAmpere;
  /** When the limit may change by itself. */
  readonly until?: Instant;
}

/** Phases that the EVSE has; a DC one has none of its own. */
export function phasesOf(hardware: EvseHardware): 1 | 3 {
  return hardware.powerType === "AC_1_PHASE" ? 1 : 3;
}

/** The greatest current per phase; for DC the current at its nominal voltage. */
export function maxCurrent(hardware: EvseHardware): DeciAmpere {
  const volts = hardware.powerType === "DC" ? DC_VOLTAGE : PHASE_VOLTAGE * phasesOf(hardware);
  return deciAmperes(Math.floor((hardware.maxPower * 10) / volts));
}

/** What the EVSE offers under a limit. */
export function offerOf(hardware: EvseHardware, limit: PowerLimit): Offer {
  const power = watts(Math.max(0, Math.min(hardware.maxPower, limit.power ?? hardware.maxPower)));
  const current = deciAmperes(Math.max(0, Math.min(maxCurrent(hardware), limit.current ?? Number.MAX_SAFE_INTEGER)));
  if (hardware.powerType === "DC") return { kind: "DC", power: watts(Math.min(power, Math.floor((current * DC_VOLTAGE) / 10))) };
  return { kind: "AC", phases: phasesOf(hardware), current, power };
}

/** The voltage and the currents that a power makes. */
export function electricalValues(hardware: EvseHardware, vehicle: Vehicle | undefined, power: W): { readonly voltage: number; readonly currents: readonly DeciAmpere[] } {
  if (hardware.powerType === "DC") {
    const voltage = vehicle === undefined ? 0 : 350 + stateOfCharge(vehicle);
    return { voltage, currents: [deciAmperes(voltage === 0 ? 0 : Math.floor((power * 10) / voltage))] };
  }
  const used = vehicle === undefined ? 1 : usedPhases(vehicle, { phases: phasesOf(hardware) });
  const current = deciAmperes(Math.floor((power * 10) / (PHASE_VOLTAGE * used)));
  return { voltage: PHASE_VOLTAGE, currents: Array.from({ length: phasesOf(hardware) }, (_, phase) => (phase < used ? current : deciAmperes(0))) };
}

/** The nominal voltage by which limits in ampere are read at DC. */
const DC_VOLTAGE = 400;
