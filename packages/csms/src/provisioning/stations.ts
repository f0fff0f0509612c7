import type { Station } from "@cpokit/model";
import { collection, type Reader } from "@cpokit/storage";

/** The operator's stations, by our id; two never share an identity. */
export const stations = collection<Station>("stations", {
  indexes: { byIdentity: { keys: (station) => [station.identity], unique: true }, byLocation: { keys: (station) => (station.locationId === undefined ? [] : [station.locationId]) } },
});

/** The station with this identity in the OCPP URL. */
export async function findStation(reader: Reader, identity: string): Promise<Station | undefined> {
  const page = await reader.find(stations, { index: "byIdentity", prefix: identity, limit: 1 });
  return page.items[0]?.body;
}
