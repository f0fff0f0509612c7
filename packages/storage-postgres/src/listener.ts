import { escapeIdentifier, type Notification } from "pg";
import type { Logger } from "@cpokit/kernel";
import type { WatchListener } from "@cpokit/storage";
import type { Database } from "./database.ts";
import type { Places } from "./places.ts";

/** Hears what the notifiers of other processes tell, on a connection of its own. */
export interface Listener {
  watch(collection: string, listener: WatchListener): () => void;
  close(): Promise<void>;
}

/** Pause before connecting again, in ms. */
const RECONNECT = 1_000;

export function createListener(options: {
  readonly database: Database;
  readonly places: Places;
  readonly channel: string;
  readonly origin: string;
  /** Resolves when the tables are there. */
  readonly ready: () => Promise<void>;
  readonly logger: Pick<Logger, "warn"> | undefined;
}): Listener {
  const { database, places, channel, origin, ready, logger } = options;
  const listeners = new Set<{ readonly collection: string; readonly tell: WatchListener }>();
  let listening: Promise<void> | undefined;
  let hangUp = (): void => undefined;
  let closed = false;

  async function listen(): Promise<void> {
    for (let isFirst = true; !closed; isFirst = false) {
      try {
        await ready();
        await listenOnce(isFirst);
      } catch (error) {
        logger?.warn({ error }, "The connection that hears of commits of other processes broke; it is opened again.");
      }
      if (!closed) await pause();
    }
  }

  /** Resolves when told to hang up, rejects when the connection breaks. */
  async function listenOnce(isFirst: boolean): Promise<void> {
    const client = await database.connect();
    try {
      const ended = new Promise<void>((resolve, reject) => {
        hangUp = resolve;
        client.on("error", reject);
        client.on("end", () => reject(new Error("The server ended the connection.")));
      });
      client.on("notification", (notification) => void hear(notification));
      await Promise.race([client.query(`LISTEN ${escapeIdentifier(channel)}`), ended]);
      // What was told while nobody listened is lost.
      if (!isFirst) tellAll();
      if (!closed) await ended;
    } finally {
      client.release(true);
    }
  }

  async function hear({ payload = "" }: Notification): Promise<void> {
    const [teller, ...changed] = payload.split(" ");
    if (teller === origin) return;
    if (changed.length === 0) tellAll();
    try {
      for (const numbers of changed) {
        const [collection, scope] = numbers.split("/").map(Number);
        const place = await places.named({ collection: collection!, scope: scope! });
        for (const listener of listeners) if (listener.collection === place?.collection) listener.tell(place.scope);
      }
    } catch (error) {
      logger?.warn({ error }, "It could not be found out which collection changed; everybody is told.");
      tellAll();
    }
  }

  function tellAll(): void {
    for (const { tell } of listeners) tell(undefined);
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RECONNECT);
      hangUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    watch(collection, tell) {
      const listener = { collection, tell };
      listeners.add(listener);
      if (!closed) listening ??= listen();
      return () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      hangUp();
      await listening;
    },
  };
}
