import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSystemIds, systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createExchange, createPeers, createPush, type OcpiVersion } from "@cpokit/ocpi";
import type { Location } from "@cpokit/ocpi/v230";
import { createStore } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";

const PEERS = 20;
const LOCATIONS = 250;
const EVSES = 4;
const CHANGES = 10_000;
const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];
/** What a partner takes to answer, in ms. */
const LATENCY = 20;

/** 10,000 EVSE status changes as fast as they are stored, told to 20 partners that answer after 20 ms, on SQLite with FULL sync. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cpokit-ocpi-"));
  const store = createStore(createSqliteDriver({ file: join(folder, "cpo.db") }), { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
  try {
    const ids = createSystemIds();
    const peers = createPeers({ store, clock: systemClock, ids });
    for (let number = 0; number < PEERS; number += 1) {
      const version = VERSIONS[number % VERSIONS.length]!;
      await peers.add({ id: `emsp-${number}`, versionsUrl: "https://emsp.bench.com/versions", token: "x" });
      await peers.update(`emsp-${number}`, (peer) => ({
        ...peer, status: "connected", version, outbound: { token: "x", kind: "access" }, roles: [{ role: "EMSP", country_code: "NL", party_id: String(100 + number), business_details: { name: "An eMSP" } }],
        endpoints: [{ module: "locations", url: `https://emsp-${number}.bench.com/locations`, ...(version === "2.1.1" ? {} : { role: "RECEIVER" }) }],
      }));
    }
    const sent = { PUT: 0, PATCH: 0, bytes: 0 };
    const exchange = createExchange({
      async fetch(_url, { method, body }) {
        sent[method as "PUT" | "PATCH"] += 1;
        sent.bytes += (body as string).length;
        await new Promise((resolve) => void setTimeout(resolve, LATENCY));
        return new Response('{"status_code":1000,"timestamp":"2026-03-01T10:00:00Z"}');
      },
    });
    const push = createPush({ store, peers, exchange, clock: systemClock, scheduler: systemScheduler, random: systemRandom, ids, party: { countryCode: "DE", partyId: "ABC" }, concurrency: 8 });
    const locations = Array.from({ length: LOCATIONS }, (_, number) => locationOf(number));
    for (const location of locations) await store.transaction((unit) => push.publish(unit, "Location", location));
    await push.tick();
    Object.assign(sent, { PUT: 0, PATCH: 0, bytes: 0 });

    const stop = push.start();
    const start = performance.now();
    for (let change = 0; change < CHANGES; change += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, place) => {
        const number = Math.floor(systemRandom() * LOCATIONS);
        locations[number] = withChange(locations[number]!, (change + place) % EVSES);
        return store.transaction((unit) => push.publish(unit, "Location", locations[number]!));
      }));
    }
    const published = (performance.now() - start) / 1_000;
    while ((await Promise.all(Array.from({ length: PEERS }, (_, number) => push.plan(`emsp-${number}`)))).some(({ kinds }) => kinds.length > 0)) await new Promise((resolve) => void setTimeout(resolve, 50));
    const settled = (performance.now() - start) / 1_000;
    await stop();
    const requests = sent.PUT + sent.PATCH;
    console.log(`ocpi push: ${CHANGES.toLocaleString("en")} status changes stored and marked for ${PEERS} partners in ${published.toFixed(1)} s (${Math.round(CHANGES / published).toLocaleString("en")}/s)`);
    console.log(`ocpi push: all partners up to date after ${settled.toFixed(1)} s by ${sent.PATCH.toLocaleString("en")} PATCH and ${sent.PUT.toLocaleString("en")} PUT, ${(sent.bytes / requests).toFixed(0)} bytes each; one message for each change would be ${(CHANGES * PEERS).toLocaleString("en")} (${((CHANGES * PEERS) / requests).toFixed(1)} to 1), ${Math.round(requests / settled).toLocaleString("en")} requests/s`);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function locationOf(number: number): Location {
  const last_updated = "2026-03-01T10:00:00Z";
  const connector = { id: "1", standard: "IEC_62196_T2", format: "SOCKET", power_type: "AC_3_PHASE", max_voltage: 230, max_amperage: 32, last_updated } as const;
  return {
    country_code: "DE", party_id: "ABC", id: `LOC${number}`, publish: true, name: `Location ${number}`, address: "Main Street 1", city: "Berlin", postal_code: "10115", country: "DEU",
    coordinates: { latitude: "52.520008", longitude: "13.404954" }, time_zone: "Europe/Berlin", last_updated,
    evses: Array.from({ length: EVSES }, (_, evse) => ({ uid: `${number}-${evse}`, evse_id: `DE*ABC*E${number}*${evse}`, status: "AVAILABLE", connectors: [connector], last_updated })),
  };
}

function withChange(location: Location, place: number): Location {
  return { ...location, evses: location.evses!.map((evse, at) => (at === place ? { ...evse, status: evse.status === "AVAILABLE" ? "CHARGING" : "AVAILABLE" } : evse)) };
}
