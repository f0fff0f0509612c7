import type { Clock, Ids } from "@cpokit/kernel";
import type { Collection, Delivery, DeliveryHandler, Outbox, OutboxEvent, Page, Query, Store, Unit } from "@cpokit/storage";

/** A store whose units of work all belong to one unit of another store: thousands of messages are one commit. */
export interface BatchStore extends Store {
  /** Resolves when nothing is under way in it. */
  quiet(): Promise<void>;
}

export interface BatchPorts {
  /** The unit that all belongs to. */
  readonly unit: Unit;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Subscriptions whose deliveries are part of the batch; what others would be told is not told to anybody. */
  readonly subscriptions: ReadonlySet<string>;
}

/**
 * Opens a store inside a unit. Its transactions run one after the other, each all or nothing, and hand their events to the
 * subscriptions of the batch before the next one begins. Everything becomes durable with the unit, or nothing does. `find` sees
 * what was committed before, as in every unit of work; the same question has the same answer for the whole batch.
 */
export function openBatchStore({ unit: outer, store, clock, ids, subscriptions }: BatchPorts): BatchStore {
  const handlers: { readonly name: string; readonly topics: readonly string[]; readonly handler: DeliveryHandler }[] = [];
  const found = new Map<string, Promise<Page<unknown>>>();
  let line: Promise<unknown> = Promise.resolve();
  let running = 0;

  const outbox: Outbox = {
    ...store.outbox,
    deliver(name, topics, handler) {
      if (subscriptions.has(name)) handlers.push({ name, topics: typeof topics === "string" ? [topics] : topics, handler });
      return Promise.resolve(() => Promise.resolve());
    },
  };

  async function transaction<Result>(work: (unit: Unit) => Promise<Result> | Result): Promise<Result> {
    const { result, events } = await inPart(work);
    for (let event = events.shift(); event !== undefined; event = events.shift()) {
      const delivery = deliveryOf(event);
      for (const { topics, handler } of handlers) {
        if (topics.includes(event.topic)) events.push(...(await inPart((unit) => handler(delivery, unit))).events);
      }
    }
    return result;
  }

  /** One unit within the batch: what it writes is seen by the next one, and by nobody when it fails. */
  async function inPart<Result>(work: (unit: Unit) => Promise<Result> | Result): Promise<{ readonly result: Result; readonly events: OutboxEvent[] }> {
    const bodies = new Map<string, unknown>();
    const writes = new Map<string, () => void>();
    const events: OutboxEvent[] = [];
    const after: (() => void)[] = [];
    const part: Unit = {
      ...outer,
      find,
      async get<Body>(collection: Collection<Body>, id: string) {
        const key = `${collection.name} ${id}`;
        return bodies.has(key) ? copyOf(bodies.get(key) as Body | undefined) : outer.get(collection, id);
      },
      put(collection, id, body) {
        bodies.set(`${collection.name} ${id}`, body);
        writes.set(`${collection.name} ${id}`, () => outer.put(collection, id, body));
      },
      delete(collection, id) {
        bodies.set(`${collection.name} ${id}`, undefined);
        writes.set(`${collection.name} ${id}`, () => outer.delete(collection, id));
      },
      publish: (event) => void events.push(event),
      afterCommit: (run) => void after.push(run),
    };
    const result = await work(part);
    for (const write of writes.values()) write();
    for (const run of after) run();
    return { result, events };
  }

  function deliveryOf({ topic, key, payload }: OutboxEvent): Delivery {
    return { id: ids.next(), topic, key, payload: copyOf(payload), publishedAt: clock.now(), attempt: 1 };
  }

  function find<Body>(collection: Collection<Body>, query: Query = {}): Promise<Page<Body>> {
    const question = `${collection.name} ${JSON.stringify(query)}`;
    const known = found.get(question) ?? outer.find(collection, query);
    found.set(question, known);
    return known as Promise<Page<Body>>;
  }

  /** One after the other: within one unit nobody would notice that two overwrote each other. */
  function inLine<Result>(run: () => Promise<Result>): Promise<Result> {
    running += 1;
    const turn = line.then(run, run);
    line = turn.then(() => undefined, () => undefined).finally(() => {
      running -= 1;
    });
    return turn;
  }

  return {
    ...store,
    get: (collection, id) => counted(outer.get(collection, id)),
    find: (collection, query) => counted(find(collection, query)),
    transaction: (work) => inLine(() => transaction(work)),
    outbox,
    async quiet() {
      // What was asked for may ask for more.
      while (running > 0) {
        await line;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };

  async function counted<Result>(asked: Promise<Result>): Promise<Result> {
    running += 1;
    try {
      return await asked;
    } finally {
      running -= 1;
    }
  }
}

/** As it comes back from a database. */
function copyOf<Body>(body: Body): Body {
  return body === undefined ? body : (JSON.parse(JSON.stringify(body)) as Body);
}
