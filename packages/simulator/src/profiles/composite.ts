import { instant, type Instant } from "@cpokit/kernel";
import { maxCurrent, type EvseHardware, type PowerLimit } from "../evse/hardware.ts";
import { PHASE_VOLTAGE } from "../vehicle/vehicle.ts";
import { phasesOf } from "../evse/hardware.ts";

/** One period of a composite schedule: seconds from its start, and the limit in its unit. */
export interface CompositePeriod {
  readonly startPeriod: number;
  readonly limit: number;
}

/** What limits an EVSE over a time, as it would come out if nothing changed: the answer to GetCompositeSchedule. */
export function compositeSchedule(
  hardware: EvseHardware, from: Instant, seconds: number, unit: "A" | "W", limitAt: (at: Instant) => PowerLimit,
): readonly CompositePeriod[] {
  const end = from + seconds * 1_000;
  const periods: CompositePeriod[] = [];
  for (let at: number | undefined = from; at !== undefined && at < end; ) {
    const limit = limitAt(instant(at));
    const value = limitIn(unit, hardware, limit);
    if (periods.at(-1)?.limit !== value) periods.push({ startPeriod: Math.floor((at - from) / 1_000), limit: value });
    at = limit.until;
  }
  return periods;
}

function limitIn(unit: "A" | "W", hardware: EvseHardware, limit: PowerLimit): number {
  const volts = hardware.powerType === "DC" ? hardware.maxPower / (maxCurrent(hardware) / 10) : PHASE_VOLTAGE * phasesOf(hardware);
  const current = Math.min(maxCurrent(hardware), limit.current ?? Number.POSITIVE_INFINITY);
  const power = Math.min(hardware.maxPower, limit.power ?? Number.POSITIVE_INFINITY);
  const watts = Math.min(power, Math.floor((current * volts) / 10));
  return unit === "W" ? watts : Math.min(current, Math.floor((power * 10) / volts)) / 10;
}
