import { stationConnections, stations } from "@cpokit/csms";
import type { Station } from "@cpokit/model";
import type { Found, Page, Reader } from "@cpokit/storage";
import { locations } from "../collections.ts";

/** What stations are looked for by; what is absent matches all. */
export interface StationQuestion {
  readonly search?: string | undefined;
  readonly state?: "online" | "offline" | "planned" | "retired" | undefined;
  readonly protocol?: Station["protocol"] | undefined;
  readonly locationId?: string | undefined;
}

/** At most so many pages are looked through for one answer. */
const MOST_PAGES = 50;

/** The next stations that match, by id: a page may be short and still have a next one. */
export async function findStations(reader: Reader, question: StationQuestion, { limit, after }: { readonly limit: number; readonly after: string | undefined }): Promise<Page<Station>> {
  const matches = await matcher(reader, question);
  let from = after;
  for (let pages = 1; ; pages += 1) {
    const page = await reader.find(stations, { limit, ...(from === undefined ? {} : { after: from }) });
    const kept = await Promise.all(page.items.map(async (item) => ((await matches(item.body)) ? [item] : [])));
    const items: readonly Found<Station>[] = kept.flat();
    if (items.length > 0 || page.next === undefined || pages === MOST_PAGES) return { ...page, items };
    from = page.next;
  }
}

async function matcher(reader: Reader, { search = "", state, protocol, locationId }: StationQuestion): Promise<(station: Station) => Promise<boolean>> {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const names = new Map<string, string>();
  const nameOf = async (id: string): Promise<string> => {
    const known = names.get(id) ?? (await reader.get(locations, id))?.name ?? "";
    names.set(id, known);
    return known;
  };
  return async (station) => {
    if (protocol !== undefined && station.protocol !== protocol) return false;
    if (locationId !== undefined && station.locationId !== locationId) return false;
    if ((state === "planned" || state === "retired") && station.lifecycle !== state) return false;
    if ((state === "online" || state === "offline") && ((await reader.get(stationConnections, station.id))?.online === true) !== (state === "online")) return false;
    if (words.length === 0) return true;
    const { identity, vendor, model, serial, firmware } = station;
    const text = [identity, vendor, model, serial, firmware, station.locationId === undefined ? "" : await nameOf(station.locationId)].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
