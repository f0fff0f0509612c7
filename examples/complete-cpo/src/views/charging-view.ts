import type { CarShare } from "../balancing/balanced.ts";
import type { ChargingView } from "../wire/site.ts";

export function chargingView({ heldA, wantedA, mode, why }: CarShare): ChargingView {
  return { amps: heldA, wantedAmps: wantedA, mode, why };
}
