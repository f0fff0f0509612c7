import { collection, createStore } from "@cpokit/storage";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createSqliteDriver } from "@cpokit/storage-sqlite";

export const counters = collection<{ readonly count: number }>("counters");

// Run by processes.test.ts, which imports it as well: as a process of its own it counts to 30 on a document that all share.
const file = process.argv[2];
if (import.meta.main && file !== undefined) {
  const store = createStore(createSqliteDriver({ file }), { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
  for (let round = 0; round < 30; round += 1) {
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
