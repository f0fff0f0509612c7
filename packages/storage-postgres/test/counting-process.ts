import { collection, createStore } from "@cpokit/storage";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createPostgresDriver } from "@cpokit/storage-postgres";

export const counters = collection<{ readonly count: number }>("counters");
export const ROUNDS = 30;

// Run by processes.test.ts, which imports it as well: as a process of its own it counts on a document that all share.
const [url, schema] = process.argv.slice(2);
if (import.meta.main && url !== undefined && schema !== undefined) {
  const store = createStore(createPostgresDriver({ connectionString: url, schema }), { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
  for (let round = 0; round < ROUNDS; round += 1) {
    await store.transaction(
      async (unit) => {
        const count = ((await unit.get(counters, "hot"))?.count ?? 0) + 1;
        unit.put(counters, "hot", { count });
        unit.publish({ topic: "counted", key: "hot", payload: count });
      },
      { attempts: 100 },
    );
  }
  await store.close();
}
