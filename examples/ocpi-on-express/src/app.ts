import { createExchange, createOcpiHandler, createPeers, createResults, findReceived, publishedSource, publishObject, type UrlPolicy } from "@cpokit/ocpi";
import { toNodeListener } from "@cpokit/ocpi/node";
import type { Store } from "@cpokit/storage";
import type { Clock, Ids } from "@cpokit/kernel";
import express, { type Express } from "express";
import { locations } from "./locations.ts";

export interface AppOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where partners reach us: `https://cpo.example.com`. */
  readonly origin: string;
  readonly urlPolicy?: UrlPolicy;
}

/** An Express application with routes of its own, and OCPI below `/ocpi`. */
export async function createApp({ store, clock, ids, origin, urlPolicy = {} }: AppOptions): Promise<{ readonly app: Express; readonly invite: (name: string) => Promise<string>; readonly stop: () => Promise<void> }> {
  await store.transaction(async (unit) => {
    for (const location of locations) await publishObject(unit, "Location", location, { clock });
  });

  const peers = createPeers({ store, clock, ids });
  const exchange = createExchange({ urlPolicy });
  const results = createResults({ store, clock, ids, exchange, urlPolicy });
  const ocpi = createOcpiHandler({
    baseUrl: `${origin}/ocpi`, parties: [{ role: "CPO", country_code: "NL", party_id: "CPO", business_details: { name: "Delft Charging" } }],
    store, clock, peers, exchange, urlPolicy,
    modules: {
      owned: { Location: publishedSource(store, "Location") },
      received: { Token: true },
      commands: {
        // A real application tells its station; this one has none, and says so when the partner has heard that it tries.
        START_SESSION: async ({ location_id: id }, { commandId }) => {
          if (!locations.some((location) => location.id === id)) return { result: "REJECTED", timeout: 0 };
          await store.transaction((unit) => results.report(unit, commandId, { result: "EVSE_INOPERATIVE" }));
          return { result: "ACCEPTED", timeout: 30 };
        },
      },
    },
  });
  const stop = await results.start();

  const app = express();
  app.get("/", (_, response) => void response.send("Delft Charging"));
  app.get("/tokens/:country/:party/:uid", async ({ params: { country, party, uid } }, response) => {
    response.json(await findReceived(store, "Token", { countryCode: country, partyId: party, id: uid }));
  });
  app.use("/ocpi", toNodeListener(ocpi));
  return { app, stop, invite: async (name) => (await peers.invite({ name })).token };
}
