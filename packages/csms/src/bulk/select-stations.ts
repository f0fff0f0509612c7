import type { Station } from "@cpokit/model";
import type { Store } from "@cpokit/storage";
import { stations } from "../provisioning/stations.ts";

/** Which stations are meant; all fields that are given must match. Retired stations never do. */
export interface StationSelection {
  readonly ids?: readonly string[];
  readonly locations?: readonly string[];
  readonly vendor?: string;
  readonly model?: string;
  readonly firmware?: string;
  readonly protocol?: Station["protocol"];
}

/** The ids of the stations that a selection means, now. Ids that do not exist are kept, so that they are told about. */
export async function selectStations(store: Store, selection: StationSelection): Promise<readonly string[]> {
  const { ids, locations } = selection;
  const wanted = ids === undefined ? undefined : new Set(ids);
  const found: string[] = [];
  for await (const { body } of store.each(stations)) {
    const isMeant = (wanted === undefined || wanted.delete(body.id)) && body.lifecycle !== "retired"
      && (locations === undefined || (body.locationId !== undefined && locations.includes(body.locationId)))
      && (["vendor", "model", "firmware", "protocol"] as const).every((field) => selection[field] === undefined || selection[field] === body[field]);
    if (isMeant) found.push(body.id);
  }
  return [...found, ...(wanted ?? [])];
}
