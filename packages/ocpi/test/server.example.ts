import { createSystemIds, systemClock as clock, systemRandom as random, systemScheduler as scheduler } from "@cpokit/kernel/system";
import { createExchange, createOcpiHandler, createPeers, publishedSource, publishObject } from "@cpokit/ocpi";
import { createMemoryDriver, createStore } from "@cpokit/storage";

const store = createStore(createMemoryDriver(), { clock, scheduler, random });
const peers = createPeers({ store, clock, ids: createSystemIds() });

export const handler = createOcpiHandler({
  baseUrl: "https://cpo.example.com/ocpi",
  parties: [{ role: "CPO", country_code: "NL", party_id: "CPO", business_details: { name: "Delft Charging" } }],
  store, clock, peers, exchange: createExchange(),
  modules: {
    // Ours: partners read it, in their version.
    owned: { Tariff: publishedSource(store, "Tariff") },
    // Theirs: stored, and heard in the unit of work that stores it.
    received: { Token: ({ key, after }) => console.log(`token ${key.id} is ${after?.valid === true ? "valid" : "not valid"}`) },
  },
});

await store.transaction((unit) => publishObject(unit, "Tariff", {
  country_code: "NL", party_id: "CPO", id: "day", currency: "EUR", tax_included: "NO", last_updated: "2026-03-01T08:00:00Z",
  elements: [{ price_components: [{ type: "ENERGY", price: 0.25, step_size: 1 }] }],
}, { clock }));

// Give a partner the versions URL and this token; it opens registration, nothing else.
const { token } = await peers.invite({ name: "An eMSP" });
const ask = (path: string) => handler(new Request(`https://cpo.example.com/ocpi/${path}`, { headers: { Authorization: `Token ${btoa(token)}` } }));
console.log((await ask("versions")).status, (await ask("2.2.1/sender/tariffs")).status);
