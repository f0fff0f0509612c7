import type { Logger } from "@cpokit/kernel";
import type { CommitUnit } from "@cpokit/storage";
import { statement, type Connection } from "./database.ts";
import type { Places } from "./places.ts";

/** Tells other processes soon after a commit where something was put: a hint, never the truth itself. */
export interface Notifier {
  /** Tells it a little later, together with what is committed meanwhile. */
  committed(units: readonly CommitUnit[]): void;
  /** Tells it in the transaction of this connection: others hear it when that commits. */
  committedWithin(connection: Connection, units: readonly CommitUnit[]): Promise<void>;
  /** Resolves when everything was told. */
  drained(): Promise<void>;
}

/** Least time between two notifications, in ms: each takes a lock that all commits of the cluster have to pass. */
const PAUSE = 20;
/** PostgreSQL refuses payloads of 8 000 bytes and more; one without places says that anything may have changed. */
const MAX_PAYLOAD = 7_900;

export function createNotifier(options: {
  readonly database: Connection;
  readonly places: Places;
  readonly channel: string;
  /** Who tells, so that it need not listen to itself. */
  readonly origin: string;
  readonly logger: Pick<Logger, "warn"> | undefined;
}): Notifier {
  const { database, places, channel, origin, logger } = options;
  const notify = statement("SELECT pg_notify($1, $2)");
  let changed = new Set<string>();
  let sending: Promise<void> | undefined;

  function placesOf(units: readonly CommitUnit[]): Set<string> {
    const found = new Set<string>();
    for (const { writes } of units) {
      for (const write of writes) {
        const numbers = write.kind === "put" ? places.find(write) : undefined;
        if (numbers !== undefined) found.add(`${numbers.collection}/${numbers.scope}`);
      }
    }
    return found;
  }

  async function send(connection: Connection, told: ReadonlySet<string>): Promise<void> {
    const payload = `${origin} ${[...told].join(" ")}`;
    await connection.rows(notify, [channel, payload.length > MAX_PAYLOAD ? origin : payload]);
  }

  async function sendAll(): Promise<void> {
    while (changed.size > 0) {
      const told = changed;
      changed = new Set();
      try {
        await send(database, told);
      } catch (error) {
        logger?.warn({ error }, "Other processes could not be told of a commit; they find it with their next poll.");
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    sending = undefined;
  }

  return {
    committed(units) {
      for (const place of placesOf(units)) changed.add(place);
      if (changed.size > 0) sending ??= sendAll();
    },
    async committedWithin(connection, units) {
      const told = placesOf(units);
      if (told.size > 0) await send(connection, told);
    },
    drained: async () => sending,
  };
}
