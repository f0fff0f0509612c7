/** `npm start -w ocpi-on-express`: prints the versions URL and a registration token for a partner. */
import { createSystemIds, systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createStore } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { createApp } from "./app.ts";

const port = Number(process.env["PORT"] ?? 8080);
const origin = process.env["ORIGIN"] ?? `http://localhost:${port}`;
const store = createStore(createSqliteDriver({ file: process.env["DATABASE"] ?? "ocpi.db" }), { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
// Partners on this machine may be called back; leave it out where the internet is.
const { app, invite } = await createApp({ store, clock: systemClock, ids: createSystemIds(), origin, urlPolicy: { allow: ["localhost", "127.0.0.1"] } });
app.listen(port);
console.log(`versions URL: ${origin}/ocpi/versions\nregistration token: ${await invite("a partner")}`);
