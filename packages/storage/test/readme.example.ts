import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { collection, createMemoryDriver, createStore } from "@cpokit/storage";

interface Card {
  readonly holder: string;
  readonly visits: number;
}

const cards = collection<Card>("cards", { indexes: { byHolder: { keys: (card) => [card.holder] } } });

// createSqliteDriver({ file: "cpo.db" }) of @cpokit/storage-sqlite keeps it on disk.
const store = createStore(createMemoryDriver(), { clock: systemClock, scheduler: systemScheduler, random: systemRandom });

export const thanked: string[] = [];
await store.outbox.deliver("thank", "card.visited", ({ payload }) => {
  thanked.push(`Thank you, ${String(payload)}!`);
});

// The card and its event commit together, or not at all. On a conflict the function runs again.
export async function visit(number: string, holder: string): Promise<number> {
  return store.transaction(async (unit) => {
    const visits = ((await unit.get(cards, number))?.visits ?? 0) + 1;
    unit.put(cards, number, { holder, visits });
    unit.publish({ topic: "card.visited", key: number, payload: holder });
    return visits;
  });
}

await Promise.all([visit("04A2", "Ada"), visit("04A2", "Ada"), visit("77C1", "Ada")]);
await store.outbox.idle();

const page = await store.find(cards, { index: "byHolder", prefix: "Ada" });
export const visits = page.items.map(({ id, body }) => `${id}: ${body.visits}`);
await store.close();
