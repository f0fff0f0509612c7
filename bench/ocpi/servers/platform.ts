/** A CPO on SQLite behind `node:http`, for the bench: 100 locations, one partner with the token "bench"; below /bare what `node:http` alone does with bytes that are ready. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSystemIds, systemClock as clock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createExchange, createOcpiHandler, createPeers, hashOfToken, publishedSource, publishObject } from "@cpokit/ocpi";
import { toNodeListener } from "@cpokit/ocpi/node";
import type { Location } from "@cpokit/ocpi/v230";
import { createStore } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";

const [pageAge = "0"] = process.argv.slice(2);
const updated = "2026-03-01T08:00:00Z";
const store = createStore(createSqliteDriver({ file: join(mkdtempSync(join(tmpdir(), "ocpi-bench-")), "cpo.db") }), { clock, scheduler: systemScheduler, random: systemRandom });
await store.transaction(async (unit) => {
  for (let number = 0; number < 100; number += 1) await publishObject(unit, "Location", locationOf(number), { clock });
});

const peers = createPeers({ store, clock, ids: createSystemIds() });
await peers.add({ id: "bench", versionsUrl: "https://bench.example/", token: "x" });
const hash = await hashOfToken("bench");
await peers.update("bench", (peer) => ({
  ...peer, status: "connected", version: "2.2.1", inbound: [{ hash, kind: "access", issuedAt: clock.now(), confirmed: true }],
  roles: [{ role: "CPO", country_code: "NL", party_id: "EXA", business_details: { name: "Bench" } }],
}));
const handler = createOcpiHandler({
  baseUrl: "http://127.0.0.1/ocpi", parties: [{ role: "CPO", country_code: "NL", party_id: "CPO", business_details: { name: "Bench" } }], store, clock, peers, exchange: createExchange(),
  modules: { owned: { Location: publishedSource(store, "Location") }, received: { Session: true } }, limits: { pageAge: Number(pageAge), requestsPerSecond: 1e6, requestsAtOnce: 1e6 },
});
let ready = Buffer.alloc(0);
const bare: RequestListener = (request, response) => {
  request.resume().on("end", () => response.writeHead(200, { "Content-Type": "application/json", "Content-Length": ready.length }).end(ready));
};
const platform = toNodeListener(handler);
const server = createServer((request, response) => (request.url === "/bare" ? bare : platform)(request, response));
process.on("SIGINT", () => process.exit(0));
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on("message", ({ file }: { readonly file?: string }) => {
  if (file !== undefined) ready = readFileSync(file);
  process.send!({ cpu: process.cpuUsage() });
});

function locationOf(number: number): Location {
  const evses = Array.from({ length: 4 }, (_, evse) => ({
    uid: `E${number}-${evse}`, evse_id: `NL*CPO*E${number}*${evse}`, status: "AVAILABLE" as const, capabilities: ["RFID_READER", "REMOTE_START_STOP_CAPABLE"], last_updated: updated,
    connectors: [{ id: "1", standard: "IEC_62196_T2", format: "SOCKET" as const, power_type: "AC_3_PHASE" as const, max_voltage: 230, max_amperage: 32, tariff_ids: ["T1"], last_updated: updated }],
  }));
  return {
    country_code: "NL", party_id: "CPO", id: `L${number}`, publish: true, name: `Site ${number}`, address: "Markt 1", city: "Delft", postal_code: "2611 GP", country: "NLD",
    coordinates: { latitude: "52.011578", longitude: "4.357068" }, time_zone: "Europe/Amsterdam", opening_times: { twentyfourseven: true }, evses, last_updated: updated,
  };
}
