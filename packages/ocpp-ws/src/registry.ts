import type { Connection } from "./connection.ts";

/** The connections of a server. At most one of an identity is current: the newest (Q18). */
export interface Registry {
  readonly size: number;
  current(identity: string): Connection | undefined;
  /** All current connections. */
  open(): IterableIterator<Connection>;
  /** Ended connections whose sockets are not closed yet. */
  leaving(): ReadonlySet<Connection>;
  /** Makes this the current connection of its identity, and returns the one that it replaces. */
  install(connection: Connection): Connection | undefined;
  /** This connection has ended. True when it was current; otherwise the newer one stays as it is (I17). */
  end(connection: Connection): boolean;
  /** Its socket is closed. */
  forget(connection: Connection): void;
  /** Resolves when the sockets of all ended connections are closed. */
  allGone(): Promise<void>;
}

export function createRegistry(): Registry {
  const byIdentity = new Map<string, Connection>();
  const leaving = new Set<Connection>();
  const awaiting: (() => void)[] = [];
  return {
    get size() {
      return byIdentity.size;
    },
    current: (identity) => byIdentity.get(identity),
    open: () => byIdentity.values(),
    leaving: () => leaving,
    install(connection) {
      const replaced = byIdentity.get(connection.identity);
      byIdentity.set(connection.identity, connection);
      return replaced;
    },
    end(connection) {
      leaving.add(connection);
      return byIdentity.get(connection.identity) === connection && byIdentity.delete(connection.identity);
    },
    forget(connection) {
      leaving.delete(connection);
      if (leaving.size === 0) for (const resolve of awaiting.splice(0)) resolve();
    },
    allGone: () => (leaving.size === 0 ? Promise.resolve() : new Promise((resolve) => void awaiting.push(resolve))),
  };
}
