import type { Station } from "@cpokit/model";
import type { BootAnswer } from "../hooks.ts";

/** What a boot is answered where the application decides nothing: planned stations wait, retired and unknown ones are rejected. */
export function byLifecycle(station: Station | undefined): BootAnswer {
  if (station === undefined || station.lifecycle === "retired") return { accept: false };
  return { accept: station.lifecycle === "planned" ? "pending" : true };
}
