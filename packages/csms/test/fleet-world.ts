import { instant, minutes, seconds } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import { createMemoryNetwork, createRandom, createStation, createVirtualTime, type Downloads, type Station, type StationOptions, type VirtualTime } from "@cpokit/simulator";
import { createMemoryBlobs, createUploads, stations, type Blobs, type CsmsOptions, type Uploads } from "@cpokit/csms";
import { createBench, START, station as document, type Bench } from "./kit.ts";

export interface FleetWorld {
  readonly bench: Omit<Bench, "clock">;
  readonly time: VirtualTime;
  readonly fleet: readonly Station[];
  readonly uploads: Uploads<{ readonly status: number; readonly text: string }>;
  readonly blobs: Blobs;
  /** Lets the time pass; the central system sweeps every ten seconds of it. */
  pass(milliseconds: number): Promise<void>;
}

/** Simulated stations at a central system in virtual time; `simulate` says what is special about each. */
export async function createFleetWorld(
  version: Version, names: readonly string[],
  options: { readonly simulate?: (name: string) => Partial<StationOptions>; readonly downloads?: Downloads; readonly csms?: Partial<Omit<CsmsOptions, "on">> } = {},
): Promise<FleetWorld> {
  const time = createVirtualTime(START);
  const { clock, scheduler } = time;
  let tokens = 0;
  const bench = await createBench({ clock, scheduler, uploads: { baseUrl: "https://cpo.example/uploads/", newToken: () => `token-${(tokens += 1)}` }, ...options.csms });
  await bench.store.transaction((unit) => names.forEach((name) => unit.put(stations, name, document(name))));
  const network = createMemoryNetwork({
    handler: bench.csms.handler, clock, scheduler,
    connected: (link) => void bench.csms.connected(link),
    disconnected: (link) => void bench.csms.disconnected(link, "gone"),
    fault: (link, fault) => bench.csms.fault(link, fault),
  });
  const blobs = createMemoryBlobs();
  const uploads = createUploads({ store: bench.store, clock, blobs, respond: (status, text) => ({ status, text }) });
  const downloads: Downloads = {
    firmware: options.downloads?.firmware ?? ((location) => /(\d+\.\d+\.\d+)/.exec(location)?.[1]),
    upload: options.downloads?.upload ?? (async (url, content) => (await uploads.fetch(put(url, content))).status === 201),
  };
  const fleet = names.map((identity, index) =>
    createStation({ identity, version, open: network.open, clock, scheduler, random: createRandom(index + 1), downloads, ...options.simulate?.(identity) }));
  const pass = async (milliseconds: number): Promise<void> => {
    const end = clock.now() + milliseconds;
    while (clock.now() < end) {
      await time.runUntil(instant(Math.min(end, clock.now() + seconds(10))));
      await bench.csms.sweep();
      await time.settle();
    }
  };
  for (const each of fleet) each.start();
  await pass(minutes(1));
  return { bench, time, fleet, uploads, blobs, pass };
}

/** An upload as a station sends it. */
export function put(url: string, content: string | readonly Uint8Array[], method = "PUT") {
  const chunks = typeof content === "string" ? [new TextEncoder().encode(content)] : [...content];
  return {
    method, url,
    body: { getReader: () => ({ read: async () => { const value = chunks.shift(); return { done: value === undefined, ...(value && { value }) }; }, cancel: async () => {} }) },
  };
}
