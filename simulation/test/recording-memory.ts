import { createMemoryDriver, type Driver } from "@cpokit/storage";

/** A memory driver, and every collection that anything was ever written to. */
export function createRecordingMemory(): { readonly driver: Driver; readonly collections: ReadonlySet<string> } {
  const collections = new Set<string>();
  const memory = createMemoryDriver();
  const driver: Driver = {
    ...memory,
    commit(units) {
      for (const { writes } of units) for (const write of writes) collections.add(write.collection);
      return memory.commit(units);
    },
  };
  return { driver, collections };
}
