import type { Capabilities } from "../profiles/capabilities.ts";

/**
 * What is tried, one after the other, when a station refuses a profile (smart-charging §9 "Rejection ladder"): as it is, the other unit,
 * one period, no optional fields, stack level 1, TxDefaultProfile, station maximum, vendor key, remote stop, quarantine.
 */
export const DEFAULT_PURPOSE_RUNG = 5;
export const STATION_MAX_RUNG = 6;
export const VENDOR_KEY_RUNG = 7;
export const STOP_RUNG = 8;
export const QUARANTINE_RUNG = 9;

/** Capabilities as a rung has it: from the third on each keeps what the ones before it gave up. */
export function capabilitiesAt(rung: number, capabilities: Capabilities): Capabilities {
  if (rung === 0) return capabilities;
  if (rung === 1) return { ...capabilities, units: capabilities.units.includes("A") ? ["W"] : ["A"] };
  return {
    ...capabilities, maxPeriods: 1,
    ...(rung >= 3 && { plain: true }),
    ...(rung >= 4 && { maxStackLevel: Math.min(1, capabilities.maxStackLevel) }),
  };
}

/** The purpose that a rung uses; without the id of its transaction a session is only reached by defaults. */
export function purposeAt(rung: number, hasId: boolean): "transaction" | "default" | "station" {
  if (rung >= STATION_MAX_RUNG) return "station";
  return rung >= DEFAULT_PURPOSE_RUNG || !hasId ? "default" : "transaction";
}
