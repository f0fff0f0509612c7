import { parseInstant } from "@cpokit/kernel";
import type { ChargingNeeds, VehicleSchedule } from "../../vehicle-charging/vehicle-charging.ts";
import { compact } from "../compact.ts";
import { stationTime, type Envelope } from "../envelope.ts";
import type { V2Request } from "./messages.ts";

/** What a car needs, whatever kind of charging it asks for. */
export function chargingNeeds({ evseId, maxScheduleTuples, chargingNeeds: needs }: V2Request<"NotifyEVChargingNeeds">, { station, receivedAt }: Envelope): ChargingNeeds {
  const { acChargingParameters: ac, dcChargingParameters: dc, departureTime } = needs;
  return compact({
    station, receivedAt, evse: evseId, content: needs,
    energyWh: ac?.energyAmount ?? dc?.energyAmount ?? missingWh(dc),
    departure: departureTime === undefined ? undefined : parseInstant(departureTime),
    minA: ac?.evMinCurrent, maxA: ac?.evMaxCurrent, maxW: dc?.evMaxPower,
    // 0 is what cars send that do not limit it.
    maxPeriods: maxScheduleTuples === undefined || maxScheduleTuples < 1 ? undefined : maxScheduleTuples,
  });
}

/** The schedule that a car chose. */
export function vehicleSchedule({ evseId, timeBase, chargingSchedule }: V2Request<"NotifyEVChargingSchedule">, { station, receivedAt }: Envelope): VehicleSchedule {
  return {
    station, receivedAt, evse: evseId, from: stationTime(timeBase, receivedAt), unit: chargingSchedule.chargingRateUnit,
    // 2.1 may leave the limit to a set-point.
    periods: chargingSchedule.chargingSchedulePeriod.map(({ startPeriod, limit, setpoint }) => ({ start: startPeriod, limit: limit ?? setpoint ?? 0 })),
  };
}

/** What a battery lacks until the car calls it full. */
function missingWh(dc: NonNullable<V2Request<"NotifyEVChargingNeeds">["chargingNeeds"]["dcChargingParameters"]> | undefined): number | undefined {
  if (dc?.evEnergyCapacity === undefined || dc.stateOfCharge === undefined) return undefined;
  return Math.max(0, ((dc.fullSoC ?? 100) - dc.stateOfCharge) / 100) * dc.evEnergyCapacity;
}
