import { seconds, type Random, type Scheduler } from "@cpokit/kernel";
import { between, createVehicle, pick, vehicleModels, type Station, type Vehicle, type VehicleModel } from "@cpokit/simulator";
import { z } from "zod";

const Start = z.union([z.object({ connectorId: z.int().min(1) }).transform(({ connectorId }) => connectorId), z.object({ evseId: z.int().min(1) }).transform(({ evseId }) => evseId)]);
const PLUGS_IN = seconds(3);
const LOOKS = seconds(5);

/** Whoever starts a charge from a page has no car at the simulated station: one comes, plugs in, and drives off when the charge is over. */
export function sendVisitors(station: Station, { scheduler, random }: { readonly scheduler: Scheduler; readonly random: Random }): () => void {
  return station.observe((event) => {
    if (event.event !== "asked" || (event.action !== "RemoteStartTransaction" && event.action !== "RequestStartTransaction")) return;
    const asked = Start.safeParse(event.payload);
    const isAccepted = "response" in event.reply && (event.reply.response as { readonly status?: string }).status === "Accepted";
    if (asked.success && isAccepted && station.evses.includes(asked.data)) scheduler.after(PLUGS_IN, () => arrive(asked.data));
  });

  function arrive(evse: number): void {
    if (station.view(evse).vehicle !== undefined) return;
    const car = createVehicle({ ...pick<VehicleModel>(random, vehicleModels), stateOfCharge: between(random, 15, 60) });
    station.plugIn(evse, car);
    watch(evse, car);
  }

  function watch(evse: number, car: Vehicle): void {
    scheduler.after(LOOKS, () => {
      const { vehicle, transaction, grant } = station.view(evse);
      if (vehicle?.batteryCapacity !== car.batteryCapacity) return;
      if (transaction === undefined && grant === undefined) station.unplug(evse);
      else watch(evse, car);
    });
  }
}
