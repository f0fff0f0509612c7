import type { Cancel, Clock, Scheduler } from "@cpokit/kernel";
import { keyPrefix } from "../key.ts";
import { each } from "../reader.ts";
import type { Found, Reader, StoreLogger } from "../store.ts";
import { attemptDelivery, type AttemptContext } from "./attempt.ts";
import { deliveries, failureId, failures, type DeliveryBody, type FailureBody } from "./documents.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";

/** Delivers the events of one subscription: key by key in order, several keys at once, under one lease. */
export interface Worker {
  /** Something was committed for this key. */
  wake(key: string): void;
  /** Another process may have committed something. */
  hint(): void;
  /** Resolves when nothing due is left, whoever holds the lease. */
  idle(): Promise<void>;
  /** Finishes what is under way and frees the lease. */
  stop(): Promise<void>;
}

export interface WorkerContext {
  readonly attempt: AttemptContext;
  readonly reader: Reader;
  readonly keeper: LeaseKeeper;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: StoreLogger;
  readonly concurrency: number;
  /** How often to look for what other processes left, in ms. */
  readonly poll: number;
}

/** A sweep stops here and goes on when these keys are through. */
const MAX_READY = 1_000;
const PAGE = 200;
/** Hints that come within so many ms are one: other processes may commit hundreds of times a second. */
const HINT_WAIT = 20;
/** Wait in ms before trying again what could not be read or leased, when nothing is polled. */
const RETRY_WAIT = 1_000;

export function createWorker(context: WorkerContext): Worker {
  const { attempt, reader, keeper, clock, scheduler, logger, concurrency, poll } = context;
  const { subscription } = attempt;
  const all = keyPrefix([subscription]);
  const ready = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const quiet: (() => void)[] = [];
  let sweeping: Promise<number> | undefined;
  let sweepFrom = all.from;
  /** Whether nothing can be delivered for now: another process holds the lease, or the database fails. */
  let pausing = false;
  /** Whether somebody asked to look while a sweep was under way, which may have passed the place by then. */
  let isStale = false;
  let timer: { readonly at: number; readonly cancel: Cancel } | undefined;
  let stopped = false;

  /** Starts what may start, and tells who waits when nothing is left. */
  function pump(): void {
    for (const key of ready) {
      if (stopped || running.size >= concurrency) break;
      if (running.has(key)) continue;
      ready.delete(key);
      running.set(key, run(key));
    }
    if (running.size === 0 && (stopped || ready.size === 0)) for (const tell of quiet.splice(0)) tell();
  }

  async function run(key: string): Promise<void> {
    try {
      await drain(key);
    } catch (error) {
      logger.error({ subscription, key, error }, "Deliveries of a key stopped; they are tried again with the next poll.");
      pausing = true;
      plan(retryWait);
    }
    running.delete(key);
    if (ready.size === 0 && sweepFrom !== all.from) lookAgain();
    pump();
  }

  /** Delivers what a key has, in the order of commits, until nothing is left or it has to wait. */
  async function drain(key: string): Promise<void> {
    pausing = !(await keeper.enter());
    if (pausing) {
      ready.clear();
      return plan(retryWait);
    }
    try {
      let failure = await reader.get(failures, failureId(subscription, key));
      if (failure !== undefined && isBlocked(failure)) return planFor(failure);
      for (const found of await pendingOf(key)) {
        if (stopped) return;
        const result = await attemptDelivery(attempt, found, failure);
        if (result.outcome === "lost") return plan(retryWait);
        if (result.outcome === "failed") return planFor(result.failure);
        failure = undefined;
      }
    } finally {
      keeper.leave();
    }
  }

  async function pendingOf(key: string): Promise<readonly Found<DeliveryBody>[]> {
    const pending: Found<DeliveryBody>[] = [];
    for await (const found of each(reader, deliveries, keyPrefix([subscription, key]))) pending.push(found);
    // Ids carry the publisher's clock; only versions follow the order of commits between processes.
    return pending.sort((a, b) => a.version - b.version);
  }

  /** Finds the keys that have something due, and says how many; more than none as long as it has not seen everything. */
  async function sweep(): Promise<number> {
    const blocked = new Set<string>();
    for await (const { body } of each(reader, failures, all)) {
      if (!isBlocked(body)) continue;
      blocked.add(body.key);
      planFor(body);
    }
    let due = sweepFrom === all.from ? 0 : 1;
    do {
      const page = await reader.find(deliveries, { from: sweepFrom, to: all.to, limit: PAGE });
      const dueKeys = page.items.map(({ body }) => body.key).filter((key) => !blocked.has(key));
      for (const key of dueKeys) ready.add(key);
      due += dueKeys.length;
      // The rest of the last key needs no look: one drain takes all of it.
      sweepFrom = page.next === undefined ? all.from : keyPrefix([subscription, page.items.at(-1)!.body.key]).to;
    } while (sweepFrom !== all.from && ready.size < MAX_READY);
    return due;
  }

  /** Sweeps, or joins the sweep under way. */
  async function look(): Promise<number> {
    sweeping ??= sweep().finally(() => (sweeping = undefined));
    const due = await sweeping;
    pump();
    if (isStale && !stopped) lookAgain();
    return due;
  }

  function lookAgain(): void {
    isStale = sweeping !== undefined;
    look().catch((error: unknown) => {
      logger.error({ subscription, error }, "The outbox cannot be read; it is tried again with the next poll.");
      plan(retryWait);
    });
  }

  function isBlocked({ parkedAt, next }: FailureBody): boolean {
    return parkedAt !== undefined || next > clock.now();
  }

  function planFor({ parkedAt, next }: FailureBody): void {
    if (parkedAt === undefined) plan(next - clock.now());
  }

  /** Looks again after a while, unless it will do so earlier anyway. */
  function plan(milliseconds: number): void {
    const at = clock.now() + milliseconds;
    if (stopped || (timer !== undefined && timer.at <= at)) return;
    timer?.cancel();
    const cancel = scheduler.after(Math.max(0, milliseconds), () => {
      timer = undefined;
      if (poll > 0) plan(poll);
      lookAgain();
    });
    timer = { at, cancel };
  }

  const retryWait = poll > 0 ? poll : RETRY_WAIT;
  if (poll > 0) plan(poll);
  lookAgain();

  return {
    wake(key) {
      if (stopped) return;
      ready.add(key);
      pump();
    },
    hint() {
      // Who holds the lease looks; the others take over by their poll, should it fall silent.
      if (!pausing) plan(HINT_WAIT);
    },
    async idle() {
      for (;;) {
        await sweeping;
        if (stopped) return;
        const due = await look();
        await new Promise<void>((resolve) => {
          quiet.push(resolve);
          pump();
        });
        if (due === 0) return;
        if (pausing) await new Promise<void>((resolve) => void scheduler.after(retryWait, resolve, { keepAlive: true }));
      }
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      await Promise.allSettled([...running.values(), sweeping]);
      pump();
      await keeper.release();
    },
  };
}
