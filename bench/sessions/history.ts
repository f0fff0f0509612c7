import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createUlids, instant } from "@cpokit/kernel";
import { createSystemIds, systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createSessions, type Sessions } from "@cpokit/sessions";
import { createMemoryDriver, createStore, type CommitUnit, type Driver, type Store } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { createChargers } from "./chargers.ts";

const LARGEST = Number(process.env["HISTORY_READINGS"] ?? 100_000);
const PER_SESSION = 100;
const LONG = Number(process.env["HISTORY_LONG"] ?? 5_000);
const READS = 300;

/**
 * What it costs to read a session, its journal, its readings, and its state in the middle of its life, while the store grows
 * to HISTORY_READINGS (10000000 is the full size); and within one session of thousands of readings. The rows are those that
 * the engine wrote for one session, copied under other ids.
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cpokit-history-"));
  const file = join(folder, "history.db");
  try {
    const template = await record(PER_SESSION);
    const driver = createSqliteDriver({ file });
    const store = createStore(driver, { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
    const ids: string[] = [];
    for (let size = LARGEST / 100; size <= LARGEST; size *= 10) {
      await grow(driver, template, ids, size / PER_SESSION);
      const { get, journal, readings, travel } = await measure(store, template.sessions, () => ids[Math.floor(Math.random() * ids.length)]!, PER_SESSION / 2);
      console.log(`history: ${ids.length * PER_SESSION} readings, ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB: session ${get} ms, time travel to the middle ${travel} ms, journal ${journal} ms, readings ${readings} ms (of ${PER_SESSION} readings; median of ${READS})`);
    }
    await store.close();
    for (const length of [LONG / 25, LONG / 5, LONG]) {
      const { store: long, sessions, session } = await record(length);
      const { get, travel } = await measure(long, sessions, () => session, Math.floor(length * 0.9), 15);
      console.log(`history: one session of ${length} readings, in memory: session ${get} ms, time travel to nine tenths ${travel} ms`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Recorded {
  readonly units: readonly CommitUnit[];
  readonly session: string;
  readonly store: Store;
  readonly sessions: Sessions;
}

/** One session through the engine, and what it wrote. */
async function record(readings: number): Promise<Recorded> {
  const units: CommitUnit[] = [];
  const memory = createMemoryDriver();
  const driver: Driver = {
    ...memory,
    commit(more) {
      units.push(...more);
      return memory.commit(more);
    },
  };
  const store = createStore(driver, { clock: systemClock });
  const sessions = createSessions({ clock: systemClock, ids: createSystemIds(), random: systemRandom });
  const [charger] = createChargers(1, readings);
  let session = "";
  for (let step = 0; step < readings + 2; step += 1) {
    const answer = await store.transaction((unit) => sessions.record(unit, charger!.next(instant(systemClock.now()))));
    charger!.learn(answer);
    session = answer.session ?? session;
  }
  return { units, session, store, sessions };
}

/** Writes the final documents of the recorded session under new ids until there are so many sessions. */
async function grow(driver: Driver, { units, session }: Recorded, ids: string[], sessions: number): Promise<void> {
  const documents = new Map(units.flatMap(({ writes }) => writes).map((write) => [`${write.collection} ${write.id}`, write]));
  const template = JSON.stringify([...documents.values()].filter(({ kind }) => kind === "put"));
  const ulids = createUlids({ clock: systemClock, random: systemRandom });
  while (ids.length < sessions) {
    const batch: CommitUnit[] = [];
    for (let place = 0; place < 20 && ids.length < sessions; place += 1) {
      const id = ulids.next();
      ids.push(id);
      const text = template.replaceAll(session, id).replaceAll("CS-0", `CS-${ids.length}`);
      batch.push({ checks: [], writes: JSON.parse(text) as CommitUnit["writes"] });
    }
    for (const result of await driver.commit(batch)) if (result.outcome !== "committed") throw new Error(`A copy was answered ${JSON.stringify(result)}.`);
  }
}

async function measure(store: Store, sessions: Sessions, pick: () => string, seq: number, reads = READS): Promise<Record<"get" | "journal" | "readings" | "travel", string>> {
  const time = async (read: (id: string) => Promise<unknown>): Promise<string> => {
    const taken: number[] = [];
    for (let turn = 0; turn < reads; turn += 1) {
      const id = pick();
      const begin = performance.now();
      if ((await read(id)) === undefined) throw new Error(`Session ${id} is not there.`);
      taken.push(performance.now() - begin);
    }
    return taken.toSorted((a, b) => a - b)[Math.floor(reads / 2)]!.toFixed(2);
  };
  return {
    get: await time((id) => sessions.get(store, id)),
    journal: await time((id) => sessions.journal(store, id)),
    readings: await time((id) => sessions.readings(store, id)),
    travel: await time((id) => sessions.timeTravel(store, id, seq)),
  };
}

if (import.meta.main) await run();
