import type { Instant } from "@cpokit/kernel";
import type { BootedFact, Station } from "@cpokit/model";
import { collection, type Unit } from "@cpokit/storage";
import { compact } from "../translate/compact.ts";

/** One device that stood, or stands, in the place of a station: the place keeps its id and history when the device is changed (I24). */
export interface StationIncarnation {
  readonly station: string;
  /** From 1. */
  readonly incarnation: number;
  readonly vendor: string;
  readonly model: string;
  readonly serial?: string;
  /** When it first booted here. */
  readonly since: Instant;
}

/** `<station>/<incarnation>`. */
export const stationIncarnations = collection<StationIncarnation>("stationIncarnations", {
  indexes: { byStation: { keys: (body) => [[body.station, body.incarnation]] }, bySerial: { keys: ({ serial }) => (serial === undefined ? [] : [serial]) } },
});

export const newestIncarnations = collection<StationIncarnation>("newestIncarnations");

/** What a boot says about the device: the first one here, the same as before, or another one, with what tells. */
export type DeviceChange = { readonly change: "first" | "same" } | { readonly change: "swapped"; readonly summary: string };

/** Opens a new incarnation when another device booted. One that left out its serial number is told by vendor and model alone. */
export async function noteDevice(unit: Unit, station: Station, fact: BootedFact): Promise<DeviceChange> {
  const newest = await unit.get(newestIncarnations, station.id);
  // A station that booted before incarnations were kept has its device in its own document.
  const before = newest ?? (station.vendor === undefined || station.model === undefined ? undefined : compact({ vendor: station.vendor, model: station.model, serial: station.serial }));
  const changes = before === undefined ? [] : (["serial", "vendor", "model"] as const).filter((field) => before[field] !== undefined && fact[field] !== undefined && before[field] !== fact[field]);
  if (newest !== undefined && changes.length === 0) return { change: "same" };
  const { vendor, model, serial } = fact;
  const incarnation = compact({ station: station.id, incarnation: (newest?.incarnation ?? 0) + 1, vendor, model, serial: serial ?? newest?.serial, since: fact.receivedAt });
  unit.put(newestIncarnations, station.id, incarnation);
  unit.put(stationIncarnations, `${station.id}/${incarnation.incarnation}`, incarnation);
  if (before === undefined || changes.length === 0) return { change: before === undefined ? "first" : "same" };
  return { change: "swapped", summary: changes.map((field) => `${field} changed from ${before[field]} to ${fact[field]}`).join(", ") };
}
