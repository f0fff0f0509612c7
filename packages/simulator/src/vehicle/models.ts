import { watts, wh, type Random } from "@cpokit/kernel";
import { between, pick } from "../random.ts";
import { createVehicle, type Vehicle, type VehicleOptions } from "./vehicle.ts";

/** What two cars of one model have in common. */
export type VehicleModel = Pick<VehicleOptions, "batteryCapacity" | "acPower" | "phases" | "dcPower">;

/** Cars as they are on the road, from small to large. */
export const vehicleModels = [
  { batteryCapacity: wh(37_000), acPower: watts(7_400), phases: 1, dcPower: watts(50_000) },
  { batteryCapacity: wh(52_000), acPower: watts(11_000), phases: 3, dcPower: watts(100_000) },
  { batteryCapacity: wh(58_000), acPower: watts(11_000), phases: 3, dcPower: watts(120_000) },
  { batteryCapacity: wh(64_000), acPower: watts(7_200), phases: 2, dcPower: watts(80_000) },
  { batteryCapacity: wh(77_000), acPower: watts(11_000), phases: 3, dcPower: watts(170_000) },
  { batteryCapacity: wh(93_000), acPower: watts(22_000), phases: 3, dcPower: watts(250_000) },
] as const satisfies readonly [VehicleModel, ...VehicleModel[]];

/** A car that arrives, with some charge left, and a driver who wants some more. */
export function randomVehicle(random: Random): Vehicle {
  return createVehicle({ ...pick<VehicleModel>(random, vehicleModels), stateOfCharge: between(random, 8, 70), target: pick(random, [80, 80, 90, 100]) });
}
