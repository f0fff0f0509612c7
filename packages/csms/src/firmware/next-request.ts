import type { Unit } from "@cpokit/storage";
import { stationRequests } from "./firmware-documents.ts";

/** A number under which a station reports the progress of something that we asked for. */
export async function nextRequest(unit: Unit, station: string): Promise<number> {
  const next = (await unit.get(stationRequests, station))?.next ?? 1;
  unit.put(stationRequests, station, { next: next + 1 });
  return next;
}
