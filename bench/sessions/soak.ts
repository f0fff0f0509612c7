import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { instant } from "@cpokit/kernel";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { createCentralSystem, createWireCharger } from "./central-system.ts";

const STATIONS = Number(process.env["SOAK_STATIONS"] ?? 500);
const MINUTES = Number(process.env["SOAK_MINUTES"] ?? 6);
const PERIOD = 10_000;

/**
 * Stations that each send a MeterValues every ten seconds of simulated time, as frames, to a central system on SQLite with FULL sync. Time runs as fast as
 * the machine can: every message of the simulated minutes is sent and answered, only the waiting between them is left out.
 * SOAK_STATIONS=5000 SOAK_MINUTES=30 is the full size (900,000 messages).
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cpokit-soak-"));
  const rounds = (MINUTES * 60_000) / PERIOD;
  let now = Date.now();
  const clock = { now: () => instant(now) };
  const { store, connect } = await createCentralSystem(createSqliteDriver({ file: join(folder, "soak.db") }), clock);
  const lines = await connect(Array.from({ length: STATIONS }, (_, index) => `CS-${index}`));
  const chargers = lines.map((line) => createWireCharger(line, now, rounds, PERIOD));
  const collect = garbageCollector();
  const heap: number[] = [];
  const begin = performance.now();
  const cpu = process.cpuUsage();
  try {
    for (let round = 0; round <= rounds; round += 1) {
      // The stations of one period are spread over it, a hundred at a time.
      for (let first = 0; first < chargers.length; first += 100) {
        now += (PERIOD * 100) / chargers.length;
        await Promise.all(chargers.slice(first, first + 100).map((send) => send()));
      }
      if (round % 6 !== 5) continue;
      collect();
      heap.push(process.memoryUsage().heapUsed / 2 ** 20);
    }
    const seconds = (performance.now() - begin) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    const messages = STATIONS * (rounds + 1);
    const third = Math.max(1, Math.floor(heap.length / 3));
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    console.log(`soak: ${STATIONS} stations for ${MINUTES} simulated minutes, ${messages} messages in ${seconds.toFixed(0)} s: ${Math.round(messages / seconds)}/s, ${((seconds / (MINUTES * 60)) * 100).toFixed(0)} % of real time, ${((user + system) / 1e4 / (MINUTES * 60)).toFixed(0)} % of one core at real time`);
    console.log(`soak: heap after collection, MiB, each simulated minute: ${heap.map((size) => size.toFixed(1)).join(" ")}; first third ${mean(heap.slice(0, third)).toFixed(1)}, last third ${mean(heap.slice(-third)).toFixed(1)}`);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

if (import.meta.main) await run();
