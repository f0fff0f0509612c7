import type { SqliteEngine } from "./engine.ts";

/** One view of the database for all reads of a turn of the event loop: taking and dropping its lock would cost more than a read. */
export interface Snapshot {
  /** Makes sure that reads have one; it ends with the turn. */
  begin(): void;
  end(): void;
}

/** Those of all drivers in this process: a commit through any of them must be seen by the next read through any other. */
const open = new Set<Snapshot>();

export function createSnapshot(engine: SqliteEngine, onBegin: () => void): Snapshot {
  const begin = engine.prepare("BEGIN");
  const commit = engine.prepare("COMMIT");
  const snapshot: Snapshot = {
    begin() {
      if (open.has(snapshot)) return;
      begin.run();
      open.add(snapshot);
      setImmediate(snapshot.end);
      onBegin();
    },
    end() {
      if (!open.delete(snapshot)) return;
      try {
        commit.run();
      } catch {
        // Reads have nothing to lose. A database that was closed behind its driver says so at the driver's next use.
      }
    },
  };
  return snapshot;
}

/** To be called before every commit. */
export function endSnapshots(): void {
  for (const snapshot of open) snapshot.end();
}
