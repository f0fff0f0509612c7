import { Client } from "pg";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { collection, createStore } from "@cpokit/storage";
import { createPostgresDriver } from "@cpokit/storage-postgres";

const stations = collection<{ readonly vendor: string }>("stations");
const connectionString = process.env["DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
const ports = { clock: systemClock, scheduler: systemScheduler, random: systemRandom };

const driver = createPostgresDriver({ connectionString, schema: "cpo", partitions: { sessionReadings: { days: 30 } } });
const store = createStore(driver, ports);
await store.transaction((unit) => unit.put(stations, "CS-1", { vendor: "Acme" }));

// Your own tables and our documents in one transaction of yours.
const client = new Client({ connectionString });
await client.connect();
await client.query("BEGIN");
await client.query("CREATE TEMPORARY TABLE invoices (number integer)");
await client.query("INSERT INTO invoices VALUES (1)");
const within = createStore(driver.within(client), ports);
await within.transaction((unit) => unit.put(stations, "CS-2", { vendor: "Volta" }));
await client.query("ROLLBACK");
await client.end();

export const found = await store.get(stations, "CS-1");
export const rolledBack = await store.get(stations, "CS-2");
await store.close();
