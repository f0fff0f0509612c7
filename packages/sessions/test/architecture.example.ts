import { createSystemIds, systemClock as clock, systemRandom as random, systemScheduler as scheduler } from "@cpokit/kernel/system";
import type { SessionFact } from "@cpokit/model";
import { createSessions } from "@cpokit/sessions";
import { collection, createMemoryDriver, createStore, type Unit } from "@cpokit/storage";

interface Card {
  readonly visits: number;
}
/** Your documents: a collection beside those of the libraries. */
export const cards = collection<Card>("cards");

const ids = createSystemIds();
export const store = createStore(createMemoryDriver(), { clock, scheduler, random, ids });
const sessions = createSessions({ clock, ids, random });

/** Give it to `createCsms` as `on.session`: what the libraries write and what you write is one commit, made before the station is answered. */
export async function session(fact: SessionFact, unit: Unit) {
  const answer = await sessions.record(unit, fact);
  if (fact.fact === "started" && answer.outcome === "recorded" && fact.token !== undefined) {
    const visits = (await unit.get(cards, fact.token.value))?.visits ?? 0;
    unit.put(cards, fact.token.value, { visits: visits + 1 });
  }
  return answer;
}

/** What follows later is delivered from the same commit: at least once, in order for each session, again until it succeeds. */
export const thanked: string[] = [];
await store.outbox.deliver("thank", "session.ended", async ({ key }) => {
  const ended = await sessions.get(store, key);
  thanked.push(`${ended?.token?.value}: ${ended?.energy} Wh`);
});
