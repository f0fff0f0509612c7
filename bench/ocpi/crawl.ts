import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createSystemIds, systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { crawl, createExchange, createOcpiHandler, createPeerClient, createPeers, hashOfToken, publishObject, publishedSource, pullObjects, type Peer } from "@cpokit/ocpi";
import type { Location } from "@cpokit/ocpi/v230";
import { createStore } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";

const LOCATIONS = 10_000;
const EVSES = 10;
const CPO = { role: "CPO", country_code: "DE", party_id: "ABC", business_details: { name: "A CPO" } } as const;
const URL_221 = "https://cpo.bench.com/ocpi/2.2.1/sender/locations";

/** Crawls 100,000 EVSEs in pages of 100 locations from our own handler on SQLite, in one process: the reader alone, then into a store. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cpokit-ocpi-"));
  const open = (name: string) => createStore(createSqliteDriver({ file: join(folder, name) }), { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
  const [theirs, ours] = [open("cpo.db"), open("emsp.db")];
  try {
    const ids = createSystemIds();
    const peers = createPeers({ store: theirs, clock: systemClock, ids });
    await peers.add({ id: "emsp", versionsUrl: "https://emsp.bench.com/versions", token: "x" });
    const inbound = [{ hash: await hashOfToken("token"), kind: "access", issuedAt: systemClock.now(), confirmed: true }] as const;
    await peers.update("emsp", (peer) => ({ ...peer, status: "connected", version: "2.2.1", inbound, roles: [{ role: "EMSP", country_code: "NL", party_id: "MSP", business_details: { name: "An eMSP" } }] }));
    for (let place = 0; place < LOCATIONS; place += 100) {
      await theirs.transaction(async (unit) => {
        for (let number = place; number < place + 100; number += 1) await publishObject(unit, "Location", locationOf(number), { clock: systemClock });
      });
    }
    const handler = createOcpiHandler({
      baseUrl: "https://cpo.bench.com/ocpi", parties: [CPO], store: theirs, clock: systemClock, peers, exchange: createExchange(), modules: { owned: { Location: publishedSource(theirs, "Location") } },
      limits: { requestsPerSecond: 1e9, requestsAtOnce: 1e9 },
    });
    const peer: Peer = {
      id: "cpo", status: "connected", inbound: [], outbound: { token: "token", kind: "access" }, version: "2.2.1", endpoints: [{ module: "locations", role: "SENDER", url: URL_221 }],
      roles: [CPO], profile: { pageSize: 100 }, updatedAt: systemClock.now(),
    };
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      // As a socket would: another turn of the event loop.
      await new Promise((resolve) => void setImmediate(resolve));
      return handler(new Request(url, init));
    };
    const options = { exchange: createExchange({ fetch }), ids, clock: systemClock, scheduler: systemScheduler, party: { countryCode: "NL", partyId: "MSP" } };
    await measure("read", async (count) => {
      for await (const page of crawl(createPeerClient(peer, options).locations)) for (const { value } of page.items) count(value.evses?.length ?? 0);
    });
    await measure("pull into SQLite", async (count) => {
      await pullObjects(peer, "Location", { ...options, store: ours, listeners: { Location: ({ after }) => count(after?.evses?.length ?? 0) } });
    });
  } finally {
    await Promise.all([theirs.close(), ours.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(name: string, work: (count: (evses: number) => void) => Promise<void>): Promise<void> {
  const heaps: number[] = [];
  let [evses, locations] = [0, 0];
  const start = performance.now();
  await work((more) => {
    evses += more;
    locations += 1;
    if (locations % (LOCATIONS / 5) === 0) heaps.push(heapAfterCollection());
  });
  const seconds = (performance.now() - start) / 1_000;
  console.log(`ocpi crawl, ${name}: ${evses.toLocaleString("en")} EVSEs in ${seconds.toFixed(1)} s, ${Math.round(evses / seconds).toLocaleString("en")}/s; heap after each fifth ${heaps.map((heap) => heap.toFixed(1)).join(", ")} MB`);
}

function heapAfterCollection(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed / 1_048_576;
}

function locationOf(number: number): Location {
  const last_updated = "2026-03-01T10:00:00Z";
  const connector = { id: "1", standard: "IEC_62196_T2", format: "SOCKET", power_type: "AC_3_PHASE", max_voltage: 230, max_amperage: 32, last_updated } as const;
  return {
    country_code: "DE", party_id: "ABC", id: `LOC${number}`, publish: true, name: `Location ${number}`, address: "Main Street 1", city: "Berlin", postal_code: "10115", country: "DEU",
    coordinates: { latitude: "52.520008", longitude: "13.404954" }, time_zone: "Europe/Berlin", last_updated,
    evses: Array.from({ length: EVSES }, (_, evse) => ({ uid: `${number}-${evse}`, evse_id: `DE*ABC*E${number}*${evse}`, status: "AVAILABLE", capabilities: ["RFID_READER", "REMOTE_START_STOP_CAPABLE"], connectors: [connector], last_updated })),
  };
}
