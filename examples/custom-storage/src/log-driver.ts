import { appendFileSync, closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { createMemoryPlace, type CommitUnit, type Driver, type MemoryPlace } from "@cpokit/storage";

/** A log that is open in this process. */
interface Log {
  readonly place: MemoryPlace;
  readonly descriptor: number;
  readonly handles: Set<Driver>;
}

const logs = new Map<string, Log>();

/**
 * A driver over one append-only file: a line of JSON for each unit that committed, synced to disk before the answer, and
 * replayed into memory when the file is opened. Many handles of one process share the file; another process is refused.
 */
export async function openLogDriver(file: string): Promise<Driver> {
  const path = resolve(file);
  const log = logs.get(path) ?? openLog(path);
  logs.set(path, log);
  const memory = log.place.open();
  log.handles.add(memory);
  return {
    ...memory,
    async commit(units) {
      // Memory judges and applies in this turn; whoever reads it from now on goes on after the line below.
      const results = await memory.commit(units);
      append(log, units.filter((_, place) => results[place]?.outcome === "committed"));
      return results;
    },
    async close() {
      await memory.close();
      if (!log.handles.delete(memory) || log.handles.size > 0) return;
      logs.delete(path);
      closeSync(log.descriptor);
      rmSync(`${path}.lock`);
    },
  };
}

function openLog(path: string): Log {
  takeLock(`${path}.lock`);
  const log: Log = { place: createMemoryPlace(), descriptor: openSync(path, "a+"), handles: new Set() };
  const content = readFileSync(path, "utf8");
  // A line without its end was being written when the process died, hence never answered.
  const lines = content.slice(0, content.lastIndexOf("\n") + 1);
  ftruncateSync(log.descriptor, Buffer.byteLength(lines));
  // Versions count the units that committed: the same units in the same order have the same versions again.
  void log.place.open().commit(lines.split("\n").slice(0, -1).map((line) => ({ checks: [], writes: JSON.parse(line) as CommitUnit["writes"] })));
  return log;
}

/** Throws while another process has the file; the lock of one that was killed counts for nothing. */
function takeLock(lock: string): void {
  const holder = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : process.pid;
  if (holder === process.pid || !isAlive(holder)) rmSync(lock, { force: true });
  writeFileSync(lock, String(process.pid), { flag: "wx" });
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function append(log: Log, units: readonly CommitUnit[]): void {
  if (units.length === 0) return;
  try {
    appendFileSync(log.descriptor, units.map(({ writes }) => `${JSON.stringify(writes)}\n`).join(""));
    fdatasyncSync(log.descriptor);
  } catch (error) {
    // Now memory knows more than the file: nobody may read it any more, until the file is opened anew.
    for (const handle of log.handles) void handle.close();
    throw error;
  }
}
