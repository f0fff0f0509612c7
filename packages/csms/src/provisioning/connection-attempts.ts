import type { Clock, Instant } from "@cpokit/kernel";
import { collection, type Store } from "@cpokit/storage";
import { compact } from "../translate/compact.ts";

/** A station that nobody entered tried to connect. */
export interface ConnectionAttempt {
  readonly identity: string;
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly remoteAddress?: string;
  readonly reason: string;
}

/** One document per unknown identity, the latest ones. */
export const connectionAttempts = collection<ConnectionAttempt>("connectionAttempts", {
  indexes: { byTime: { keys: (attempt) => [attempt.lastAt] } },
});

const attemptCounts = collection<{ readonly identities: number }>("connectionAttemptCounts");

/** Attempts of one identity closer together than this are one: a flood costs no writes. */
const ONE_ATTEMPT = 10_000;

/** Where attempts of unknown stations are kept. */
export interface ConnectionAttempts {
  record(attempt: { readonly identity: string; readonly remoteAddress?: string | undefined; readonly reason: string }): Promise<void>;
  /** Forgets an identity, once a station has it. */
  forget(identity: string): Promise<void>;
}

/** Keeps at most `capacity` unknown identities; the one that was silent for longest gives way. */
export function createConnectionAttempts(options: { readonly store: Store; readonly clock: Clock; readonly capacity: number }): ConnectionAttempts {
  const { store, clock, capacity } = options;
  return {
    async record({ identity, remoteAddress, reason }) {
      const at = clock.now();
      await store.transaction(async (unit) => {
        const earlier = await unit.get(connectionAttempts, identity);
        if (earlier !== undefined && at - earlier.lastAt < ONE_ATTEMPT) return;
        const attempt = compact({ identity, count: (earlier?.count ?? 0) + 1, firstAt: earlier?.firstAt ?? at, lastAt: at, remoteAddress, reason });
        unit.put(connectionAttempts, identity, attempt);
        unit.publish({ topic: "station.attempt", key: identity, payload: attempt });
        if (earlier !== undefined) return;
        const identities = (await unit.get(attemptCounts, "all"))?.identities ?? 0;
        const oldest = identities < capacity ? undefined : (await unit.find(connectionAttempts, { index: "byTime", limit: 1 })).items[0];
        if (oldest !== undefined) unit.delete(connectionAttempts, oldest.id);
        else unit.put(attemptCounts, "all", { identities: identities + 1 });
      });
    },
    async forget(identity) {
      await store.transaction(async (unit) => {
        if ((await unit.get(connectionAttempts, identity)) === undefined) return;
        const identities = (await unit.get(attemptCounts, "all"))?.identities ?? 1;
        unit.delete(connectionAttempts, identity);
        unit.put(attemptCounts, "all", { identities: identities - 1 });
      });
    },
  };
}
