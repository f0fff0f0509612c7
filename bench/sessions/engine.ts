import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { systemClock } from "@cpokit/kernel/system";
import type { CommitUnit, Driver } from "@cpokit/storage";
import { createPostgresDriver } from "@cpokit/storage-postgres";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { findPostgres } from "../postgres.ts";
import { createCentralSystem, createWireCharger, type CentralSystem } from "./central-system.ts";
import { writeRawToPostgres } from "./raw-postgres.ts";
import { prepareBatches, writeRaw, type RawStatement } from "./raw-rows.ts";

/** How many stations send at once: what fills a batch, and what fills five. */
const SIZES = [250, 1_000];
const READINGS = 38;
const ROUNDS = 5;
const MINUTE = 60_000;
/** What the SQLite driver gives a file of its own. */
const MEMORY = "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000";

/** A database to measure on: the engine's driver on an empty place, and hand-written writers of the same rows. Each place is used once. */
interface Contender {
  readonly name: string;
  open(place: string): Driver;
  readonly raws: Readonly<Record<string, (place: string, rows: readonly (readonly RawStatement[])[]) => Promise<number>>>;
  remove(place: string): Promise<void>;
}

/**
 * Measures the whole way of a session fact (the text of a frame is read, translated, decided, journalled, published, committed and answered)
 * against a raw batched write of the same rows, in one run, on SQLite with FULL sync and on PostgreSQL.
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cpokit-sessions-"));
  try {
    const sqlite: Contender = {
      name: "SQLite",
      open: (place) => createSqliteDriver({ file: join(folder, `${place}.db`) }),
      raws: {
        "raw rows": async (place, rows) => writeRaw(join(folder, `${place}.db`), rows),
        "raw rows with the driver's cache and checkpoints": async (place, rows) => writeRaw(join(folder, `${place}.db`), rows, MEMORY),
      },
      remove: async (place) => rmSync(join(folder, `${place}.db`), { force: true }),
    };
    for (const size of SIZES) await compare(sqlite, size);
    console.log(`sessions: event-loop delay p99 ${(await measureLoopDelay(sqlite.open("paced"))).toFixed(1)} ms at 1,000 facts/s on SQLite`);
    const url = await findPostgres();
    if (url === undefined) console.log("sessions: NOT MEASURED on PostgreSQL, there is none; set CPOKIT_POSTGRES_URL.");
    else for (const size of SIZES) await compare(postgres(url), size);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rounds of both by turns, so that what else the machine does hits both. */
async function compare(contender: Contender, size: number): Promise<void> {
  const facts = size * (READINGS + 2);
  // The first run warms up and tells which rows there are to write.
  const batches: (readonly CommitUnit[])[] = [];
  await measureEngine(contender.open("warm"), size, batches);
  await contender.remove("warm");
  const rows = prepareBatches(batches);
  const engine: Measured[] = [];
  const raws = Object.entries(contender.raws).map(([name, write]) => ({ name, write, measured: [] as Measured[] }));
  for (let round = 0; round < ROUNDS; round += 1) {
    engine.push(await measureEngine(contender.open(`engine_${round}`), size));
    await contender.remove(`engine_${round}`);
    for (const [index, raw] of raws.entries()) {
      const place = `raw_${index}_${round}`;
      raw.measured.push(await measured(facts, () => raw.write(place, rows)));
      await contender.remove(place);
    }
  }
  const rateOf = (list: readonly Measured[]): number => Math.round(median(list.map(({ rate }) => rate)));
  const cpuOf = (list: readonly Measured[]): number => Math.round(median(list.map(({ cpu }) => cpu)));
  const where = `on ${contender.name}, ${size} stations,`;
  console.log(`sessions: ${where} ${rateOf(engine)} facts/s through the engine, ${cpuOf(engine)} µs of CPU per fact in this process, ${batches.length} batches`);
  for (const raw of raws) {
    const ratios = engine.map(({ rate }, round) => rate / raw.measured[round]!.rate).toSorted((a, b) => a - b);
    console.log(`sessions: ${where} ${rateOf(raw.measured)} facts/s as ${raw.name}, ${cpuOf(raw.measured)} µs of CPU; the engine's rate is ${median(ratios).toFixed(2)} of it (${ratios[0]!.toFixed(2)} to ${ratios.at(-1)!.toFixed(2)})`);
  }
}

/** Facts per second, and µs of CPU per fact, which other work on the machine disturbs less. */
interface Measured {
  readonly rate: number;
  readonly cpu: number;
}

/** @param work returns the seconds that count; setting up and clearing away do not */
async function measured(facts: number, work: () => Promise<number>): Promise<Measured> {
  const before = process.cpuUsage();
  const seconds = await work();
  const { user, system } = process.cpuUsage(before);
  return { rate: facts / seconds, cpu: (user + system) / facts };
}

/** From the text of a frame to the text of its answer; every station sends its next message as soon as it has its answer. The rows go to `batches` when they are asked for. */
async function measureEngine(driver: Driver, size: number, batches?: (readonly CommitUnit[])[]): Promise<Measured> {
  const { store, connect } = await createCentralSystem(recording(driver, () => batches), systemClock);
  const chargers = await open(connect, size, READINGS);
  if (batches !== undefined) batches.length = 0;
  const result = await measured(size * (READINGS + 2), async () => {
    const begin = performance.now();
    await Promise.all(chargers.map(sendAll));
    return (performance.now() - begin) / 1_000;
  });
  await store.close();
  return result;
}

async function sendAll(send: () => Promise<void>): Promise<void> {
  for (let step = 0; step < READINGS + 2; step += 1) await send();
}

async function measureLoopDelay(driver: Driver): Promise<number> {
  const { store, connect } = await createCentralSystem(driver, systemClock);
  const chargers = await open(connect, 1_000, 4);
  await Promise.all(chargers.map((send) => send()));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const sent: Promise<void>[] = [];
  // Ten facts each ten milliseconds, for four seconds: one reading of every charger per second.
  const begin = performance.now();
  for (let tick = 0; tick < 400; tick += 1) {
    for (let place = 0; place < 10; place += 1) sent.push(chargers[(tick * 10 + place) % chargers.length]!());
    await sleep(Math.max(begin + (tick + 1) * 10 - performance.now(), 0));
  }
  await Promise.all(sent);
  delay.disable();
  await store.close();
  // The histogram counts its own resolution of 1 ms.
  return delay.percentile(99) / 1e6 - 1;
}

/** Stations that sent their first message so long ago that the last one is sent now. */
async function open(connect: CentralSystem["connect"], count: number, readings: number): Promise<readonly (() => Promise<void>)[]> {
  const lines = await connect(Array.from({ length: count }, (_, index) => `CS-${index}`));
  return lines.map((line) => createWireCharger(line, Date.now() - (readings + 5) * MINUTE, readings, MINUTE));
}

function recording(driver: Driver, batches: () => (readonly CommitUnit[])[] | undefined): Driver {
  return {
    ...driver,
    commit(units) {
      batches()?.push(units);
      return driver.commit(units);
    },
  };
}

function postgres(url: string): Contender {
  const schemaOf = (place: string): string => `cpokit_bench_${process.pid}_${place}`;
  return {
    name: "PostgreSQL",
    open: (place) => createPostgresDriver({ connectionString: url, schema: schemaOf(place) }),
    raws: { "raw rows": (place, rows) => writeRawToPostgres(url, schemaOf(place), rows) },
    async remove(place) {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query(`DROP SCHEMA IF EXISTS ${schemaOf(place)} CASCADE`);
      await client.end();
    },
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

if (import.meta.main) await run();
