import { expect, it, vi } from "vitest";
import { createMemoryPlace, createStore, type Driver, type WatchListener } from "@cpokit/storage";
import { createVirtualTime } from "../src/contract/virtual-time.ts";

/** Memory whose handles tell each other of puts, as PostgreSQL's do. */
function createWatchedPlace(): { open(): Driver; readonly watchers: Set<WatchListener> } {
  const place = createMemoryPlace();
  const watchers = new Set<WatchListener>();
  return {
    watchers,
    open() {
      const driver = place.open();
      const own = new Set<WatchListener>();
      return {
        ...driver,
        async commit(units) {
          const results = await driver.commit(units);
          for (const write of units.flatMap(({ writes }) => writes)) {
            if (write.kind === "put" && write.collection === "storage.deliveries") for (const tell of watchers) if (!own.has(tell)) tell(write.scope);
          }
          return results;
        },
        watch(collection, listener) {
          expect(collection).toBe("storage.deliveries");
          watchers.add(listener);
          own.add(listener);
          return () => void watchers.delete(listener);
        },
      };
    },
  };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}

it("a driver that watches wakes the outbox of another process, which then need not poll", async () => {
  const place = createWatchedPlace();
  const time = createVirtualTime();
  const options = { clock: time.clock, scheduler: time.scheduler, outbox: { poll: 0 } };
  const [store, publisher] = [createStore(place.open(), options), createStore(place.open(), options)];
  const delivered = vi.fn();
  await store.outbox.deliver("s", "t", ({ payload }) => void delivered(payload));
  await store.outbox.idle();

  const publish = (payload: number, tenant = ""): Promise<void> => (tenant === "" ? publisher : publisher.scope(tenant)).transaction((unit) => unit.publish({ topic: "t", key: "k", payload }));
  await publish(1);
  await publish(2);
  await turns();
  expect(delivered, "hints of one moment are one look").not.toHaveBeenCalled();
  time.advance(20);
  await turns();
  expect(delivered.mock.calls).toEqual([[1], [2]]);

  await publish(3, "tenant");
  time.advance(60_000);
  await turns();
  expect(delivered, "what happens in another scope wakes nobody").toHaveBeenCalledTimes(2);

  await store.close();
  expect(place.watchers.size, "a closed store watches nothing").toBe(0);
  await publisher.close();
});
