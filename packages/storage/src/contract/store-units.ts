import { collection } from "../collection.ts";
import type { Driver } from "../driver.ts";
import { rejects, same } from "./expect.ts";
import { afterTurns, countOf, counters, gate, impatient, increment, storeCase } from "./store-case.ts";
import type { ContractCase } from "./target.ts";

interface Card {
  readonly holder: string;
  readonly number?: number;
}

const cards = collection<Card>("cards", {
  indexes: { byHolder: { keys: (card) => [[card.holder]] }, byNumber: { keys: ({ number }) => (number === undefined ? [] : [number]), unique: true } },
});

/** What a unit of work promises. */
export const unitCases: readonly ContractCase[] = [
  storeCase("a unit sees its own writes, others only after the commit", async ({ store: open }) => {
    const store = await open();
    await store.transaction(async (unit) => {
      unit.put(cards, "a", { holder: "x" });
      same(await unit.get(cards, "a"), { holder: "x" }, "the own write");
      same(await store.get(cards, "a"), undefined, "for others");
      unit.delete(cards, "a");
      same(await unit.get(cards, "a"), undefined, "the own deletion");
      unit.put(cards, "a", { holder: "y" });
    });
    same(await store.get(cards, "a"), { holder: "y" }, "after the commit");
  }),
  storeCase("a unit that asks for a document twice at once gets one answer", async ({ store: open }) => {
    const rival = await open();
    await increment(rival, "a");
    const slow = gate();
    let asked = 0;
    const store = await open({
      wrap: (driver) => ({
        ...driver,
        async get(address) {
          asked += 1;
          if (asked > 1) {
            await increment(rival, "a");
            const newer = await driver.get(address);
            slow.open();
            return newer;
          }
          const document = await driver.get(address);
          await slow.passed;
          await afterTurns(100);
          return document;
        },
      }),
    });
    const both = await store.transaction(async (unit) => {
      const bodies = await Promise.all([unit.get(counters, "a"), unit.get(counters, "a")]);
      unit.put(counters, "b", { count: 0 });
      return bodies;
    }, { attempts: 1 }).catch(() => "the older answer was taken");
    same([both, asked], [[{ count: 2 }, { count: 2 }], 2], "the answers");
  }),
  storeCase("a unit that throws writes nothing and publishes nothing", async ({ store: open }) => {
    const store = await open();
    const seen: unknown[] = [];
    await store.outbox.deliver("s", "t", ({ payload }) => void seen.push(payload));
    const error = new RangeError("no");
    const failure = store.transaction((unit) => {
      unit.put(cards, "a", { holder: "x" });
      unit.publish({ topic: "t", key: "a", payload: 1 });
      throw error;
    });
    same(await failure.catch((caught: unknown) => caught === error), true, "it rejects with what was thrown");
    await store.outbox.idle();
    same([await store.get(cards, "a"), seen], [undefined, []], "what is left");
  }),
  storeCase("nobody can change what is stored but by putting", async ({ store: open }) => {
    const store = await open();
    const given = { holder: "x", tags: ["1"] };
    const tagged = collection<{ holder: string; tags: string[] }>("tagged");
    await store.transaction(async (unit) => {
      unit.put(tagged, "a", given);
      given.tags.push("2");
      (await unit.get(tagged, "a"))!.tags.push("3");
      same(await unit.get(tagged, "a"), { holder: "x", tags: ["1"] }, "the own write");
    });
    (await store.get(tagged, "a"))!.tags.push("4");
    same(await store.get(tagged, "a"), { holder: "x", tags: ["1"] }, "the document");
  }),
  storeCase("a hundred updates of one document at once all count", async ({ store: open }) => {
    const store = await open();
    await Promise.all(Array.from({ length: 100 }, () => increment(store, "hot")));
    same(await countOf(store, "hot"), 100, "the counter");
  }),
  storeCase("updates from two processes all count", async ({ store: open }) => {
    const stores = [await open({ scheduler: impatient }), await open({ scheduler: impatient })];
    await Promise.all(
      stores.flatMap((store) =>
        Array.from({ length: 3 }, async () => {
          for (let round = 0; round < 5; round += 1) {
            for (let done = false; !done; ) done = await increment(store, "hot").then(() => true, (error: { code?: string }) => error.code === "storage.conflict" ? false : Promise.reject(error));
          }
        }),
      ),
    );
    same(await countOf(stores[0]!, "hot"), 30, "the counter");
  }),
  storeCase("a unit that always loses rejects with storage.conflict after its attempts", async ({ store: open }) => {
    const [store, rival] = [await open({ scheduler: impatient }), await open()];
    let runs = 0;
    const loser = store.transaction(
      async (unit) => {
        runs += 1;
        await unit.get(counters, "a");
        await increment(rival, "a");
        unit.put(counters, "a", { count: -1 });
      },
      { attempts: 3 },
    );
    await rejects(loser, "storage.conflict", "the loser");
    same([runs, await countOf(store, "a")], [3, 3], "runs, and what the rival counted");
  }),
  storeCase("a document that was read as absent must still be absent", async ({ store: open }) => {
    const store = await open();
    const winners = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        store.transaction(async (unit) => {
          if ((await unit.get(cards, "session")) !== undefined) return "taken";
          unit.put(cards, "session", { holder: String(index) });
          return "opened";
        }),
      ),
    );
    same(winners.filter((answer) => answer === "opened").length, 1, "winners");
  }),
  storeCase("a taken unique key rejects with storage.duplicate at once", async ({ store: open }) => {
    const store = await open();
    await store.transaction((unit) => unit.put(cards, "a", { holder: "x", number: 1 }));
    await rejects(store.transaction((unit) => unit.put(cards, "b", { holder: "y", number: 1 })), "storage.duplicate", "the second");
    same(await store.get(cards, "b"), undefined, "the second");
  }),
  storeCase("a unit that is over refuses everything", async ({ store: open }) => {
    const store = await open();
    const unit = await store.transaction((own) => own);
    await rejects(unit.get(cards, "a"), "storage.finished", "get");
    await rejects(Promise.resolve().then(() => unit.put(cards, "a", { holder: "x" })), "storage.finished", "put");
  }),
  storeCase("scopes keep everything apart, and only the root opens them", async ({ store: open }) => {
    const store = await open();
    const tenants = [store, store.scope("one"), store.scope("two")];
    const seen: string[] = [];
    for (const tenant of tenants) {
      await tenant.outbox.deliver("s", "t", ({ payload }, unit) => void seen.push(`${unit.scope} got ${String(payload)}`));
      await tenant.transaction((unit) => {
        unit.put(cards, "a", { holder: unit.scope, number: 1 });
        unit.publish({ topic: "t", key: "k", payload: unit.scope });
      });
    }
    for (const tenant of tenants) {
      await tenant.outbox.idle();
      same(await tenant.get(cards, "a"), { holder: tenant.scopeName, number: 1 }, `the card of "${tenant.scopeName}"`);
      same((await tenant.find(cards, { index: "byHolder" })).items.length, 1, `cards of "${tenant.scopeName}"`);
      same((await tenant.leases.acquire("job", tenant.scopeName, 1_000))?.holder, tenant.scopeName, `the lease of "${tenant.scopeName}"`);
    }
    same(seen.sort(), [" got ", "one got one", "two got two"], "deliveries");
    same(store.scope("one") === tenants[1], true, "a scope is opened once");
    await rejects(Promise.resolve().then(() => store.scope("one").scope("two")), "storage.scope", "a scope of a scope");
  }),
  storeCase("pages cover a query completely, also while documents change", async ({ store: open }) => {
    const store = await open();
    await store.transaction((unit) => {
      for (let index = 0; index < 25; index += 1) unit.put(cards, `c${String(index).padStart(2, "0")}`, { holder: index % 5 === 0 ? "other" : "x", number: index });
    });
    const pages: number[] = [];
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const page = await store.find(cards, { index: "byHolder", prefix: ["x"], limit: 8, ...(after === undefined ? {} : { after }) });
      pages.push(page.items.length);
      seen.push(...page.items.map(({ id }) => id));
      await store.transaction((unit) => unit.delete(cards, page.items[0]!.id));
      after = page.next;
    }
    same([pages, seen.length, new Set(seen).size], [[8, 8, 4], 20, 20], "pages");
    const numbers: (number | undefined)[] = [];
    for await (const { body } of store.each(cards, { index: "byNumber", from: 20, reverse: true, limit: 2 })) numbers.push(body.number);
    same(numbers, [24, 23, 22, 20], "numbers in reverse");
    same((await store.find(cards, { prefix: "c2" })).items.map(({ id }) => id), ["c20", "c22", "c23", "c24"], "a prefix of ids");
  }),
  storeCase("old bodies are upgraded on read, those of a newer program are refused", async ({ store: open }) => {
    const store = await open();
    const one = collection<{ name: string }>("people");
    const three = collection<{ first: string; last: string }>("people", {
      version: 3,
      upgrades: {
        1: (body) => ({ names: (body as { name: string }).name.split(" ") }),
        2: (body) => ({ first: (body as { names: string[] }).names[0], last: (body as { names: string[] }).names[1] }),
      },
    });
    await store.transaction((unit) => unit.put(one, "a", { name: "Ada Byron" }));
    same(await store.get(three, "a"), { first: "Ada", last: "Byron" }, "the upgraded body");
    await store.transaction(async (unit) => unit.put(three, "a", (await unit.get(three, "a"))!));
    await rejects(store.get(one, "a"), "storage.newer", "the old program");
  }),
  storeCase("units of one turn share a call of the driver, one call at a time", async ({ store: open }) => {
    const calls: number[] = [];
    let underWay = 0;
    const watched = (driver: Driver): Driver => ({
      ...driver,
      async commit(units) {
        calls.push(units.length);
        underWay += 1;
        same(underWay, 1, "calls under way");
        const results = await driver.commit(units);
        underWay -= 1;
        return results;
      },
    });
    const store = await open({ wrap: watched });
    await Promise.all(Array.from({ length: 450 }, (_, index) => store.transaction((unit) => unit.put(counters, `c${index}`, { count: index }))));
    same([calls.length <= 4, Math.max(...calls) <= 200, calls.reduce((sum, size) => sum + size)], [true, true, 450], `calls of ${calls.join(", ")} units`);
    await store.transaction((unit) => unit.get(counters, "c1"));
    same(calls.reduce((sum, size) => sum + size), 450, "a unit without writes commits nothing");
  }),
  storeCase("afterCommit runs once, after the commit, and never for a unit that did not", async ({ store: open }) => {
    const store = await open();
    const heard: unknown[] = [];
    await store.transaction((unit) => {
      unit.put(counters, "a", { count: 1 });
      unit.afterCommit(() => void store.get(counters, "a").then((body) => heard.push(body)));
      unit.afterCommit(() => {
        throw new Error("A listener may fail.");
      });
    });
    await store.transaction((unit) => {
      unit.afterCommit(() => heard.push("never"));
      throw new Error("no");
    }).catch(() => undefined);
    await store.get(counters, "a");
    same(heard, [{ count: 1 }], "what was heard");
  }),
  storeCase("closing waits for the units that are running, and refuses new ones", async ({ store: open }) => {
    const [store, other] = [await open(), await open()];
    const last = increment(store, "a");
    await store.close();
    await last;
    await rejects(increment(store, "a"), "storage.closed", "a unit after closing");
    await rejects(store.get(counters, "a"), "storage.closed", "a read after closing");
    same(await countOf(other, "a"), 1, "the counter");
  }),
];
