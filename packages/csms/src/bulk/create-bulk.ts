import { CpoError, isCpoError, type Clock, type Ids, type Logger, type Milliseconds, type Scheduler } from "@cpokit/kernel";
import type { Command, CommandRecord } from "@cpokit/model";
import type { Store, Unit } from "@cpokit/storage";
import type { Commands } from "../commands/create-commands.ts";
import { commands } from "../commands/command-records.ts";
import { describeError } from "../describe-error.ts";
import type { Listener } from "../listeners.ts";
import { addTally, readTally } from "../tally.ts";
import { canonical } from "../translate/fingerprint.ts";
import { compact } from "../translate/compact.ts";
import { bulkKeys, bulkOrders, bulkPages, PAGE_SIZE, tallyOf, type BulkOrder, type BulkProgress } from "./bulk-documents.ts";

/** How a bulk order is carried out. */
export interface BulkOptions {
  /** The same key gets the same order: a second click sends nothing. */
  readonly key?: string;
  readonly requestedBy: string;
  /** How many commands are open at once; 50 when absent. */
  readonly atOnce?: number;
  /** The most commands begun in a minute. */
  readonly perMinute?: number;
  readonly queueFor?: Milliseconds;
  readonly timeout?: number;
}

/** One command to many stations, at a pace, with progress; it goes on after a restart and sends nothing twice. */
export interface Bulk {
  /**
   * Records the order and begins with it. The stations keep their order; one that is named twice counts once.
   *
   * @throws `csms.bulk` for no stations, more than 100,000, or a pace that is no whole number of 1 or more; `csms.command-key` when the
   * key stands for another order.
   */
  start(stations: Iterable<string>, command: Command, options: BulkOptions): Promise<BulkOrder>;
  /** Sends nothing more and takes back what waits for stations that are offline. An order that is done stays done. @throws `csms.bulk-unknown` */
  cancel(id: string, by: string): Promise<BulkOrder>;
  /** @throws `csms.bulk-unknown` */
  progress(id: string): Promise<BulkProgress>;
}

interface BulkPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly scheduler?: Scheduler | undefined;
  readonly logger: Logger;
  readonly node: string;
  readonly commands: Pick<Commands, "send" | "cancel">;
}

/** What the blocks around it need besides. */
export interface BulkBlock extends Bulk {
  readonly listener: Listener;
  /** Goes on with the orders of this node. */
  recover(): Promise<void>;
  /** Ends orders whose last command has its outcome. */
  sweep(): Promise<void>;
}

const MOST_STATIONS = 100_000;
const AT_ONCE = 50;
/** The place in the list is written down every so many commands; what is repeated after a crash has its key. */
const NOTE_EVERY = 50;

export function createBulk(ports: BulkPorts): BulkBlock {
  const { store, clock, ids, scheduler, logger, node } = ports;
  const running = new Map<string, Promise<void>>();
  /** Orders that were cancelled here while they ran. */
  const stopped = new Set<string>();

  return {
    async start(stations, command, options) {
      const order = await store.transaction((unit) => begin(unit, [...new Set(stations)], command, options));
      if (order.state === "running") run(order);
      return order;
    },
    async cancel(id, by) {
      const cancelled = await store.transaction(async (unit) => {
        const order = await existing(unit, id);
        if (order.state !== "running") return order;
        const next: BulkOrder = { ...order, state: "cancelled", cancelledBy: by, endedAt: clock.now() };
        unit.put(bulkOrders, id, next);
        unit.publish({ topic: "bulk.ended", key: id, payload: next });
        return next;
      });
      if (running.has(id)) stopped.add(id);
      if (cancelled.state === "cancelled") await takeBack(cancelled);
      return cancelled;
    },
    async progress(id) {
      const outcomes = await readTally(store, tallyOf(id));
      const order = await store.transaction((unit) => existing(unit, id));
      const done = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
      // The place in the list is noted now and then, the outcomes at once.
      const handed = Math.max(order.cursor, done);
      return { order, waiting: order.total - handed, open: handed - done, outcomes };
    },
    listener: {
      async commandDone(unit, record) {
        if (record.bulk === undefined || record.outcome === undefined) return;
        const delta: Record<string, number> = { [record.outcome.outcome]: 1 };
        // A late answer takes the place of the timeout.
        if (record.answeredLateAt !== undefined) delta["timeout"] = (delta["timeout"] ?? 0) - 1;
        await addTally(unit, tallyOf(record.bulk), record.station, delta);
      },
    },
    async recover() {
      for await (const { body } of store.each(bulkOrders, { index: "byRunningNode", prefix: node })) run(body);
    },
    async sweep() {
      for await (const { body } of store.each(bulkOrders, { index: "byRunningNode", prefix: node })) {
        if (body.cursor >= body.total) await endWhenDone(body.id);
        else run(body);
      }
    },
  };

  async function begin(unit: Unit, stations: readonly string[], command: Command, options: BulkOptions): Promise<BulkOrder> {
    const { key, requestedBy, atOnce = AT_ONCE, perMinute, queueFor, timeout } = options;
    const known = key === undefined ? undefined : await unit.get(bulkKeys, key);
    const earlier = known === undefined ? undefined : await unit.get(bulkOrders, known.order);
    if (earlier !== undefined) {
      if (canonical(earlier.command) === canonical(command) && earlier.total === stations.length) return earlier;
      throw new CpoError("csms.command-key", "This key was used for another bulk order; use a new key for a new order.", { key: key ?? "" });
    }
    check("stations", stations.length, MOST_STATIONS);
    check("atOnce", atOnce, MOST_STATIONS);
    if (perMinute !== undefined) check("perMinute", perMinute, Number.MAX_SAFE_INTEGER);
    if (perMinute !== undefined && scheduler === undefined) throw new CpoError("csms.bulk", "A pace needs a scheduler; give one to createCsms, or leave perMinute out.", { field: "perMinute" });
    const order: BulkOrder = compact({
      id: ids.next(), command, requestedBy, requestedAt: clock.now(), state: "running" as const, total: stations.length, cursor: 0, atOnce, perMinute, queueFor, timeout, node,
    });
    unit.put(bulkOrders, order.id, order);
    for (let page = 0; page * PAGE_SIZE < stations.length; page += 1) unit.put(bulkPages, `${order.id}/${page}`, stations.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE));
    if (key !== undefined) unit.put(bulkKeys, key, { order: order.id });
    return order;
  }

  function run(order: BulkOrder): void {
    if (running.has(order.id)) return;
    const work = carryOn(order)
      .catch((error: unknown) => logger.error({ bulk: order.id, error: describeError(error) }, "A bulk order stopped; the next sweep goes on with it."))
      .finally(() => {
        running.delete(order.id);
        stopped.delete(order.id);
      });
    running.set(order.id, work);
  }

  /** Keeps `atOnce` commands open until the list is at its end or the order is cancelled. */
  async function carryOn({ id, cursor, atOnce, perMinute }: BulkOrder): Promise<void> {
    const open = new Set<number>();
    let place = cursor;
    let noted = cursor;
    let page: { readonly number: number; readonly stations: readonly string[] } | undefined;
    const waiters: (() => void)[] = [];
    /** The first failure of the store; the others go on to their ends. */
    let failure: unknown;

    for (;;) {
      const order = await store.get(bulkOrders, id);
      if (order === undefined || order.state !== "running" || failure !== undefined) break;
      const until = Math.min(order.total, place + (perMinute === undefined ? NOTE_EVERY : 1));
      for (; place < until && failure === undefined && !stopped.has(id); place += 1) {
        while (open.size >= atOnce) await new Promise<void>((resolve) => void waiters.push(resolve));
        const number = Math.floor(place / PAGE_SIZE);
        if (page?.number !== number) page = { number, stations: (await store.get(bulkPages, `${id}/${number}`)) ?? [] };
        const station = page.stations[place % PAGE_SIZE];
        if (station === undefined) continue;
        begun(place, one(order, station));
        if (perMinute !== undefined) await pause(60_000 / perMinute);
      }
      if (place >= order.total) break;
      await note(Math.min(place, ...open));
    }
    while (open.size > 0) await new Promise<void>((resolve) => void waiters.push(resolve));
    if (failure !== undefined) throw failure;
    await note(place);
    await endWhenDone(id);
    // What was being sent while it was cancelled may wait for its station now.
    const last = await store.get(bulkOrders, id);
    if (last?.state === "cancelled") await takeBack(last);

    function begun(at: number, work: Promise<unknown>): void {
      open.add(at);
      const settled = (): void => {
        open.delete(at);
        for (const wake of waiters.splice(0)) wake();
      };
      work.then(settled, (error: unknown) => {
        failure ??= error;
        settled();
      });
    }

    async function note(reached: number): Promise<void> {
      if (reached <= noted) return;
      noted = reached;
      await store.transaction(async (unit) => {
        const order = await unit.get(bulkOrders, id);
        if (order !== undefined && order.cursor < reached) unit.put(bulkOrders, id, { ...order, cursor: reached });
      });
    }
  }

  async function takeBack({ id, cancelledBy = "" }: BulkOrder): Promise<void> {
    for await (const { body } of store.each(commands, { index: "byBulk", prefix: id })) if (body.state === "queued") await ports.commands.cancel(body.id, cancelledBy);
  }

  async function one({ id, command, requestedBy, queueFor, timeout }: BulkOrder, station: string): Promise<CommandRecord | undefined> {
    try {
      return await ports.commands.send(station, command, compact({ key: `bulk/${id}`, bulk: id, requestedBy, queueFor: queueFor as Milliseconds | undefined, timeout }));
    } catch (error) {
      const word = isCpoError(error, "csms.station-unknown") ? "unknown" : isCpoError(error, "csms.call-invalid") ? "invalid" : undefined;
      if (word === undefined) throw error;
      await store.transaction((unit) => countOnce(unit, id, station, word));
      return undefined;
    }
  }

  /** Nothing was recorded for this station, so what became of it is counted here, once. */
  async function countOnce(unit: Unit, id: string, station: string, word: string): Promise<void> {
    const seen = `${tallyOf(id)}/${station}`;
    if ((await unit.get(bulkKeys, seen)) !== undefined) return;
    unit.put(bulkKeys, seen, { order: id });
    await addTally(unit, tallyOf(id), station, { [word]: 1 });
  }

  async function endWhenDone(id: string): Promise<void> {
    const outcomes = await readTally(store, tallyOf(id));
    const done = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
    await store.transaction(async (unit) => {
      const order = await unit.get(bulkOrders, id);
      if (order === undefined || order.state !== "running" || done < order.total) return;
      const ended: BulkOrder = { ...order, state: "done", endedAt: clock.now() };
      unit.put(bulkOrders, id, ended);
      unit.publish({ topic: "bulk.ended", key: id, payload: ended });
    });
  }

  function pause(milliseconds: number): Promise<void> {
    return scheduler === undefined ? Promise.resolve() : new Promise((resolve) => void scheduler.after(milliseconds, resolve));
  }
}

async function existing(unit: Unit, id: string): Promise<BulkOrder> {
  const order = await unit.get(bulkOrders, id);
  if (order === undefined) throw new CpoError("csms.bulk-unknown", `There is no bulk order "${id}".`, { order: id });
  return order;
}

function check(field: string, value: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return;
  throw new CpoError("csms.bulk", `${field} is ${value}; it must be a whole number from 1 to ${most}.`, { field, value });
}
