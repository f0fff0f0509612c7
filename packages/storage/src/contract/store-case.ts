import type { Scheduler } from "@cpokit/kernel";
import { collection } from "../collection.ts";
import { createStore } from "../create-store.ts";
import type { Driver } from "../driver.ts";
import type { OutboxSettings } from "../outbox/create-outbox.ts";
import type { Store } from "../store.ts";
import type { ContractCase } from "./target.ts";
import { createVirtualTime, type VirtualTime } from "./virtual-time.ts";

/** What a case about stores works with: one place, time that stands still, and as many processes as it likes. */
export interface StoreBench {
  readonly time: VirtualTime;
  /** A store with a handle of its own, as another process has it. */
  store(options?: ProcessOptions): Promise<Store>;
}

export interface ProcessOptions {
  /** A process that has a clock of its own, or stands still while the others go on. */
  readonly time?: VirtualTime;
  readonly scheduler?: Scheduler;
  readonly outbox?: OutboxSettings;
  /** Puts something between the store and its driver. */
  readonly wrap?: (driver: Driver) => Driver;
  /** The process is taken to be dead at the end, so that its store is not closed. */
  readonly dies?: boolean;
}

export const counters = collection<{ readonly count: number }>("counters");

export function storeCase(name: string, check: (bench: StoreBench) => Promise<void>): ContractCase {
  return {
    name,
    async run(target) {
      const place = await target.create();
      const time = createVirtualTime();
      const closing: (() => Promise<void>)[] = [];
      let processes = 0;
      const bench: StoreBench = {
        time,
        async store({ time: own = time, scheduler = own.scheduler, outbox = {}, wrap = (driver: Driver) => driver, dies = false } = {}) {
          const driver = await place.open();
          processes += 1;
          const random = seeded(processes);
          const store = createStore(wrap(driver), { clock: own.clock, scheduler, random, outbox });
          closing.push(async () => {
            if (!dies) await store.close();
            await driver.close();
          });
          return store;
        },
      };
      try {
        await check(bench);
      } finally {
        for (const close of closing) await close();
        await place.remove();
      }
    },
  };
}

/** Adds one to a counter. */
export async function increment(store: Store, id: string): Promise<void> {
  await store.transaction(async (unit) => {
    const { count } = (await unit.get(counters, id)) ?? { count: 0 };
    unit.put(counters, id, { count: count + 1 });
  });
}

export async function countOf(store: Store, id: string): Promise<number> {
  return (await store.get(counters, id))?.count ?? 0;
}

/** A scheduler for which no time passes while waiting, for cases about retries. */
export const impatient: Scheduler = Object.freeze({
  afterTurn: (run: () => void) => void Promise.resolve().then(run),
  after(_: number, run: () => void) {
    let cancelled = false;
    // A few turns of promises, so that those who do not wait come first.
    void Promise.resolve().then(() => Promise.resolve()).then(() => (cancelled ? undefined : run()));
    return () => void (cancelled = true);
  },
});

/** A promise and what settles it. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

/** Lets time go on, a tenth of a second at a time, until the promise is settled. */
export async function untilSettled(promise: Promise<unknown>, time: VirtualTime, witness: Store): Promise<void> {
  const state = { settled: false };
  const settle = (): void => void (state.settled = true);
  promise.then(settle, settle);
  while (!state.settled) {
    time.advance(100);
    await afterReads(witness, 1);
  }
  await promise;
}

/** Lets what is under way go on, for as long as a driver takes for so many answers. */
export async function afterReads(witness: Store, reads: number): Promise<void> {
  for (let read = 0; read < reads; read += 1) await witness.get(counters, "none");
  await afterTurns(20);
}

/** Lets what needs no driver go on. */
export async function afterTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
}

/** Numbers in [0, 1) that differ between processes and repeat between runs (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
