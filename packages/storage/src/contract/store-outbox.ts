import { leases } from "../create-leases.ts";
import type { Delivery } from "../outbox.ts";
import { deliveries, delivered, discarded, failures } from "../outbox/documents.ts";
import type { Store } from "../store.ts";
import { same } from "./expect.ts";
import { createFaultyDriver } from "./faulty-driver.ts";
import { afterReads, countOf, counters, gate, increment, storeCase, untilSettled } from "./store-case.ts";
import type { ContractCase } from "./target.ts";
import { createVirtualTime } from "./virtual-time.ts";

async function publish(store: Store, key: string, ...payloads: readonly unknown[]): Promise<void> {
  await store.transaction((unit) => payloads.forEach((payload) => unit.publish({ topic: "t", key, payload })));
}

async function pending(store: Store): Promise<number> {
  return (await store.find(deliveries, { limit: 1_000 })).items.length;
}

/** What the outbox promises (I15). */
export const outboxCases: readonly ContractCase[] = [
  storeCase("every subscription of a topic gets each event once, and only of its topics", async ({ store: open }) => {
    const store = await open();
    const seen: string[] = [];
    const note = (name: string) => ({ topic, key, payload, attempt }: Delivery) => void seen.push(`${name} ${topic} ${key} ${String(payload)} ${attempt}`);
    await store.outbox.deliver("one", "t", note("one"));
    await store.outbox.deliver("two", ["t", "u"], note("two"));
    await store.transaction((unit) => {
      for (const topic of ["t", "u", "v"]) unit.publish({ topic, key: "k", payload: 1 });
    });
    await store.outbox.idle();
    same(seen.sort(), ["one t k 1 1", "two t k 1 1", "two u k 1 1"], "deliveries");
    same(await pending(store), 0, "what is left");
  }),
  storeCase("events of one key come one by one in the order of their commits, whatever the clocks say", async ({ store: open }) => {
    const late = createVirtualTime(1_600_000_000_000);
    const [store, behind] = [await open(), await open({ time: late })];
    const stop = await store.outbox.deliver("s", "t", () => undefined);
    await stop();
    const expected: number[] = [];
    for (let index = 0; index < 12; index += 2) {
      await publish(index % 4 === 0 ? store : behind, "k", index, index + 1);
      expected.push(index, index + 1);
    }
    const seen: unknown[] = [];
    await store.outbox.deliver("s", "t", ({ payload }) => void seen.push(payload));
    await store.outbox.idle();
    same(seen, expected, "payloads");
  }),
  storeCase("keys are worked on at the same time up to the limit, one key never", async ({ store: open }) => {
    const store = await open();
    const running: string[] = [];
    const full = gate();
    let most = 0;
    await store.outbox.deliver("s", "t", async ({ key }) => {
      same(running.includes(key), false, `another delivery of ${key} under way`);
      running.push(key);
      most = Math.max(most, running.length);
      if (running.length === 3) full.open();
      await full.passed;
      running.splice(running.indexOf(key), 1);
    }, { concurrency: 3 });
    await Promise.all(["a", "b", "c", "d", "e", "f"].map((key) => publish(store, key, 1, 2, 3)));
    await store.outbox.idle();
    same([most, await pending(store)], [3, 0], "keys at the same time, deliveries left");
  }),
  storeCase("a failed delivery is tried again after a growing wait; its key waits, others do not (I15, F17)", async ({ store: open, time }) => {
    const store = await open();
    const seen: string[] = [];
    await store.outbox.deliver("s", "t", ({ key, payload, attempt }) => {
      seen.push(`${key}${String(payload)} ${attempt}`);
      if (key === "bad" && payload === 1 && attempt < 4) throw new Error("not yet");
    }, { wait: 1_000, maxWait: 2_000 });
    await publish(store, "bad", 1, 2);
    await store.outbox.idle();
    await publish(store, "good", 1);
    await store.outbox.idle();
    same(seen.splice(0), ["bad1 1", "good1 1"], "at first");
    for (const [wait, expected] of [[999, []], [1, ["bad1 2"]], [1_999, []], [1, ["bad1 3"]], [1_999, []], [1, ["bad1 4", "bad2 1"]]] as const) {
      time.advance(wait);
      await store.outbox.idle();
      same(seen.splice(0), expected, `${wait} ms later`);
    }
    same([await pending(store), (await store.find(failures)).items], [0, []], "what is left");
  }),
  storeCase("the count of attempts and the wait survive the process", async ({ store: open, time }) => {
    const store = await open();
    const attempts: number[] = [];
    const fails = ({ attempt }: Delivery): never => {
      attempts.push(attempt);
      throw new Error("no");
    };
    await store.outbox.deliver("s", "t", fails, { wait: 5_000 });
    await publish(store, "k", 1);
    await store.outbox.idle();
    await store.close();
    const next = await open();
    await next.outbox.deliver("s", "t", fails, { wait: 5_000 });
    await next.outbox.idle();
    same(attempts, [1], "before the wait is over");
    time.advance(5_000);
    await next.outbox.idle();
    same(attempts, [1, 2], "afterwards");
  }),
  storeCase("after its attempts a delivery is parked, with an alarm, until a person retries or discards it (I9, F17)", async ({ store: open, time }) => {
    const store = await open();
    const seen: string[] = [];
    let broken = true;
    await store.outbox.deliver("alarm", "outbox.parked", ({ payload }) => void seen.push(`alarm ${(payload as { id: string; subscription: string }).subscription}`));
    await store.outbox.deliver("s", "t", ({ key, payload, attempt }) => {
      seen.push(`${key}${String(payload)} ${attempt}`);
      if (broken && key === "bad") throw new Error("broken");
    }, { attempts: 2, wait: 1_000 });
    await publish(store, "bad", 1, 2, 3);
    await publish(store, "good", 1);
    await store.outbox.idle();
    time.advance(1_000);
    await store.outbox.idle();
    time.advance(100_000);
    await store.outbox.idle();
    same(seen.splice(0).sort(), ["alarm s", "bad1 1", "bad1 2", "good1 1"], "until it is parked");
    const [parked, ...more] = await store.outbox.parked();
    same([parked?.subscription, parked?.key, parked?.payload, parked?.attempt, parked?.error, more], ["s", "bad", 1, 2, "broken", []], "the parked delivery");
    same((await store.outbox.parked("other")).length, 0, "those of another subscription");
    broken = false;
    await store.outbox.retry(parked!);
    await store.outbox.retry(parked!);
    await store.outbox.idle();
    same([seen.splice(0), await store.outbox.parked()], [["bad1 1", "bad2 1", "bad3 1"], []], "after the retry");
    broken = true;
    await publish(store, "bad", 4, 5);
    await store.outbox.idle();
    time.advance(1_000);
    await store.outbox.idle();
    seen.splice(0);
    broken = false;
    const [again] = await store.outbox.parked("s");
    await store.outbox.discard(again!, "the partner is gone");
    await store.outbox.discard(again!, "twice");
    await store.outbox.idle();
    same([seen.filter((line) => line !== "alarm s"), await pending(store)], [["bad5 1"], 0], "after the discard");
    same((await store.find(discarded)).items.map(({ body }) => [body.payload, body.reason, body.subscription, body.error]), [[4, "the partner is gone", "s", "broken"]], "what was discarded");
  }),
  storeCase("a process that never heard of a subscription publishes to it", async ({ store: open }) => {
    const [store, publisher] = [await open(), await open()];
    await publish(publisher, "k", 0);
    const seen: unknown[] = [];
    const stop = await store.outbox.deliver("s", "t", ({ payload }) => void seen.push(payload));
    await publish(publisher, "k", 1);
    await store.outbox.idle();
    await stop();
    await publish(publisher, "k", 2);
    same(seen, [1], "while it is delivered");
    await store.outbox.deliver("s", "t", ({ payload }) => void seen.push(payload));
    await store.outbox.idle();
    same(seen, [1, 2], "after it was stopped and started");
    await store.outbox.forget("s");
    await publish(publisher, "k", 3);
    same(await pending(store), 0, "after it was forgotten");
  }),
  storeCase("a poll finds what another process published", async ({ store: open, time }) => {
    const [store, publisher] = [await open(), await open()];
    const arrived = gate();
    await store.outbox.deliver("s", "t", () => arrived.open());
    await store.outbox.idle();
    await publish(publisher, "k", 1);
    time.advance(1_000);
    await arrived.passed;
  }),
  storeCase("two processes deliver one subscription, each event once", async ({ store: open, time }) => {
    const stores = [await open(), await open()];
    const seen: unknown[] = [];
    for (const store of stores) await store.outbox.deliver("s", "t", ({ payload }) => void seen.push(payload));
    for (let index = 0; index < 20; index += 1) await publish(stores[index % 2]!, `k${index % 3}`, index);
    await untilSettled(Promise.all(stores.map((store) => store.outbox.idle())), time, stores[0]!);
    same(seen.toSorted((a, b) => Number(a) - Number(b)), Array.from({ length: 20 }, (_, index) => index), "payloads");
  }),
  storeCase("a process that stood still while another took over changes nothing (F13, F14)", async ({ store: open, time }) => {
    const still = createVirtualTime();
    const [sleeper, other] = [await open({ time: still, dies: true }), await open()];
    const [asleep, wake, busy, finish] = [gate(), gate(), gate(), gate()];
    await sleeper.outbox.deliver("s", "t", async (_, unit) => {
      asleep.open();
      await wake.passed;
      unit.put(counters, "sleeper", { count: 1 });
    });
    await publish(other, "k", 1);
    still.advance(1_000);
    await asleep.passed;
    time.advance(60_000);
    await other.outbox.deliver("s", "t", async (_, unit) => {
      busy.open();
      await finish.passed;
      unit.put(counters, "other", { count: 1 });
    });
    await busy.passed;
    wake.open();
    for (let turn = 0; turn < 50; turn += 1) await increment(other, "meanwhile");
    same([await countOf(other, "sleeper"), await pending(other)], [0, 1], "what the sleeper wrote while the other is at work; deliveries left");
    finish.open();
    await other.outbox.idle();
    same([await countOf(other, "sleeper"), await countOf(other, "other"), await pending(other)], [0, 1, 0], "the effects of both, deliveries left");
  }),
  storeCase("a long delivery keeps its lease", async ({ store: open, time }) => {
    const [store, other] = [await open(), await open()];
    const [started, finish] = [gate(), gate()];
    let runs = 0;
    await store.outbox.deliver("s", "t", async () => {
      runs += 1;
      started.open();
      await finish.passed;
    });
    await publish(store, "k", 1);
    await started.passed;
    await other.outbox.deliver("s", "t", () => void (runs += 100));
    // A renewal is due after a third of the lease's ten seconds; real databases take their real time for it.
    const left = async (): Promise<number> => ((await other.get(leases, "outbox/s"))?.until ?? 0) - time.clock.now();
    for (let second = 0; second < 60; second += 1) {
      time.advance(1_000);
      for (let read = 0; read < 10_000 && (await left()) < 5_000; read += 1) await afterReads(other, 1);
      await afterReads(other, 5);
    }
    finish.open();
    await store.outbox.idle();
    same([runs, await pending(store)], [1, 0], "runs, deliveries left");
  }),
  storeCase("an effect happens exactly once in the store, whichever commit a crash hits (F1 to F4)", async ({ store: open, time }) => {
    const witness = await open();
    for (let commit = 1; commit <= 5; commit += 1) {
      for (const stored of [false, true]) {
        const key = `${commit}${String(stored)}`;
        const doomed = await open({ dies: true, wrap: (driver) => createFaultyDriver(driver, { commit, stored, dies: true }) });
        await untilSettled(order(doomed, key), time, witness).catch(() => undefined);
        time.advance(60_000);
        const store = await open();
        await order(store, key);
        same([await countOf(store, key), await pending(store)], [1, 0], `the effect after a crash at commit ${commit}, which was ${stored ? "" : "not "}stored; deliveries left`);
        await store.outbox.forget("s");
        await store.close();
      }
    }
  }),
  storeCase("idle waits for what deliveries publish", async ({ store: open }) => {
    const store = await open();
    const seen: string[] = [];
    await store.outbox.deliver("last", "third", ({ topic }) => void seen.push(topic));
    await store.outbox.deliver("first", "t", ({ topic, key }, unit) => {
      seen.push(topic);
      unit.publish({ topic: "second", key, payload: null });
    });
    await store.outbox.deliver("middle", "second", ({ topic, key }, unit) => {
      seen.push(topic);
      unit.publish({ topic: "third", key, payload: null });
    });
    await publish(store, "k", 1);
    await store.outbox.idle();
    same(seen, ["t", "second", "third"], "topics");
  }),
  storeCase("stopping finishes the delivery under way and leaves the rest", async ({ store: open }) => {
    const store = await open();
    const [started, finish] = [gate(), gate()];
    const seen: unknown[] = [];
    const stop = await store.outbox.deliver("s", "t", async ({ payload }) => {
      started.open();
      await finish.passed;
      seen.push(payload);
    });
    await publish(store, "k", 1, 2, 3);
    await started.passed;
    const stopped = stop();
    finish.open();
    await stopped;
    same([seen, await pending(store)], [[1], 2], "payloads, deliveries left");
  }),
  storeCase("closing lets a delivery come to its end, with all that it does in the store", async ({ store: open }) => {
    const [store, other] = [await open(), await open()];
    const [started, finish] = [gate(), gate()];
    await store.outbox.deliver("s", "t", async () => {
      started.open();
      await finish.passed;
      await increment(store, "apart");
    });
    await publish(store, "k", 1);
    await started.passed;
    const closed = store.close();
    finish.open();
    await closed;
    same([await countOf(other, "apart"), await pending(other)], [1, 0], "the unit of the delivery, deliveries left");
  }),
  storeCase("what was taken away while it was in line is not delivered", async ({ store: open }) => {
    const [store, other] = [await open(), await open()];
    const seen: unknown[] = [];
    await store.outbox.deliver("s", "t", async ({ payload }) => {
      seen.push(payload);
      await other.outbox.forget("s");
    });
    await publish(store, "k", 1, 2);
    await store.outbox.idle();
    same([seen, await pending(store)], [[1], 0], "payloads, deliveries left");
  }),
  storeCase("a delivery whose answer was lost leaves nothing behind", async ({ store: open, time }) => {
    let lose = false;
    const store = await open({
      wrap: (driver) => ({
        ...driver,
        async commit(units) {
          const results = await driver.commit(units);
          if (!lose) return results;
          lose = false;
          throw new Error("The answer was lost.");
        },
      }),
    });
    let runs = 0;
    await store.outbox.deliver("s", "t", async (_, unit) => {
      runs += 1;
      lose = true;
      unit.put(counters, "effect", { count: runs });
    });
    await publish(store, "k", 1);
    await store.outbox.idle();
    time.advance(1_000);
    await store.outbox.idle();
    same([runs, await countOf(store, "effect"), await pending(store), (await store.find(failures)).items], [1, 1, 0, []], "runs, effect, deliveries left, failures left");
  }),
  storeCase("kept deliveries can be looked up", async ({ store: open }) => {
    const store = await open();
    await store.outbox.deliver("s", "t", () => undefined, { keep: true });
    await publish(store, "k", 1, 2);
    await store.outbox.idle();
    same((await store.find(delivered)).items.map(({ body }) => [body.topic, body.key, body.payload]), [["t", "k", 1], ["t", "k", 2]], "the deliveries");
  }),
  storeCase("thousands of keys are all delivered", async ({ store: open }) => {
    const store = await open();
    const stop = await store.outbox.deliver("s", "t", () => undefined);
    await stop();
    const keys = Array.from({ length: 2_500 }, (_, index) => `k${index}`);
    for (let from = 0; from < keys.length; from += 250) {
      await store.transaction((unit) => keys.slice(from, from + 250).forEach((key) => unit.publish({ topic: "t", key, payload: key })));
    }
    const seen = new Set<unknown>();
    await store.outbox.deliver("s", "t", ({ payload }) => void seen.add(payload), { concurrency: 50 });
    await store.outbox.idle();
    same([seen.size, await pending(store)], [2_500, 0], "keys seen, deliveries left");
  }),
];

/** Orders once and counts the deliveries of the order: what a program does, and does again after a crash. */
async function order(store: Store, key: string): Promise<void> {
  await store.outbox.deliver("s", "t", async (delivery, unit) => {
    unit.put(counters, delivery.key, { count: ((await unit.get(counters, delivery.key))?.count ?? 0) + 1 });
  });
  await store.transaction(async (unit) => {
    if ((await unit.get(counters, `ordered ${key}`)) !== undefined) return;
    unit.put(counters, `ordered ${key}`, { count: 1 });
    unit.publish({ topic: "t", key, payload: null });
  });
  await store.outbox.idle();
}
