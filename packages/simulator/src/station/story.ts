import type { Milliseconds, Scheduler } from "@cpokit/kernel";
import type { StationToken } from "../evse/transaction.ts";
import type { Vehicle } from "../vehicle/vehicle.ts";
import type { Station } from "./station.ts";
import type { AfterPowerLoss } from "./restart.ts";

/** One step of a story. */
export type StoryStep =
  | { readonly step: "plugIn"; readonly evse: number; readonly vehicle: Vehicle; readonly connector?: number }
  | { readonly step: "swipe"; readonly evse: number; readonly token: StationToken }
  | { readonly step: "unplug"; readonly evse: number }
  | { readonly step: "wait"; readonly duration: Milliseconds }
  | { readonly step: "disconnect"; readonly duration: Milliseconds }
  | { readonly step: "powerLoss"; readonly duration: Milliseconds; readonly session: AfterPowerLoss };

/** Plays steps one after the other. */
export async function runStory(station: Station, steps: readonly StoryStep[], scheduler: Scheduler): Promise<void> {
  for (const step of steps) {
    switch (step.step) {
      case "plugIn":
        station.plugIn(step.evse, step.vehicle, step.connector);
        break;
      case "swipe":
        await station.swipe(step.evse, step.token);
        break;
      case "unplug":
        station.unplug(step.evse);
        break;
      case "wait":
        await new Promise<void>((resolve) => void scheduler.after(step.duration, resolve));
        break;
      case "disconnect":
        station.disconnect(step.duration);
        break;
      case "powerLoss":
        station.powerLoss(step.duration, step.session);
        break;
    }
  }
}
