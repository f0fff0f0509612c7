import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { collection, createStore } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";

const stations = collection<{ readonly vendor: string }>("stations");
const file = join(mkdtempSync(join(tmpdir(), "cpo-")), "cpo.db");

const store = createStore(createSqliteDriver({ file }), { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
await store.transaction((unit) => unit.put(stations, "CS-1", { vendor: "Acme" }));
await store.close();

// Whatever happens to the process now: the station is there again.
const again = createStore(createSqliteDriver({ file }), { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
export const found = await again.get(stations, "CS-1");
await again.close();
