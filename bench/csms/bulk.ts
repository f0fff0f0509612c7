import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createCsms, createTokens, stations, type Csms } from "@cpokit/csms";
import { milliseconds } from "@cpokit/kernel";
import { createSystemIds, systemClock as clock, systemRandom as random, systemScheduler as scheduler } from "@cpokit/kernel/system";
import { StationId } from "@cpokit/model";
import { createMemoryNetwork, createRandom, createStation, type Station } from "@cpokit/simulator";
import { createStore, type Store } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";

const STATIONS = Number(process.env["BULK_STATIONS"] ?? 10_000);
const VERSIONS = ["1.6", "2.0.1", "2.1"] as const;

/**
 * One bulk order to simulated stations of all versions, on SQLite with FULL sync: every call is a frame through two strict peers, every
 * command is recorded before and after. The heap is read after collections, before, during and after the order.
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cpokit-bulk-"));
  const store = createStore(createSqliteDriver({ file: join(folder, "cpo.db") }), { clock, scheduler, random });
  const cards = createTokens();
  const csms = createCsms({
    store, clock, ids: createSystemIds(), scheduler,
    on: { authorize: (fact, unit) => cards.decide(unit, fact), session: () => ({ outcome: "recorded" }) },
  });
  const fleet = await connectFleet(store, csms);
  const collect = garbageCollector();
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  try {
    const before = heap();
    const during: number[] = [];
    const cpu = process.cpuUsage();
    const begin = performance.now();
    const names = fleet.map(({ identity }) => identity);
    const { id } = await csms.bulk.start(names, { command: "trigger", message: "Heartbeat" }, { requestedBy: "bench", atOnce: 200 });
    let looked = 0;
    for (;;) {
      await new Promise((resolve) => void setTimeout(resolve, 100));
      const { order, outcomes } = await csms.bulk.progress(id);
      const done = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
      if (order.state === "done") break;
      if (done < looked + STATIONS / 10) continue;
      looked = done;
      during.push(heap());
    }
    const elapsed = (performance.now() - begin) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    const { outcomes } = await csms.bulk.progress(id);
    console.log(`bulk: ${STATIONS} stations in ${elapsed.toFixed(1)} s: ${Math.round(STATIONS / elapsed)} commands/s, ${((user + system) / STATIONS).toFixed(0)} µs CPU each (both sides); outcomes ${JSON.stringify(outcomes)}`);
    console.log(`bulk: heap after collection, MiB: ${before.toFixed(1)} before, ${during.map((size) => size.toFixed(1)).join(" ")} during, ${heap().toFixed(1)} after`);
  } finally {
    for (const station of fleet) station.stop();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function connectFleet(store: Store, csms: Csms): Promise<readonly Station[]> {
  const names = Array.from({ length: STATIONS }, (_, index) => `S-${String(index).padStart(6, "0")}`);
  for (let first = 0; first < STATIONS; first += 500) {
    await store.transaction((unit) => names.slice(first, first + 500).forEach((name) => unit.put(stations, name, { id: StationId.parse(name), identity: name, lifecycle: "operative" })));
  }
  const network = createMemoryNetwork({
    handler: csms.handler, clock, scheduler,
    connected: (link) => void csms.connected(link),
    disconnected: (link) => void csms.disconnected(link, "gone").catch(() => undefined),
  });
  let online = 0;
  const fleet = names.map((identity, index) => {
    const station = createStation({
      identity, version: VERSIONS[index % VERSIONS.length] ?? "1.6", open: network.open, clock, scheduler, random: createRandom(index + 1), bootTime: milliseconds(1),
      // Heartbeats of the fleet are not what is measured.
      settings: { heartbeatInterval: milliseconds(0) },
    });
    station.observe(({ event }) => {
      if (event === "online") online += 1;
    });
    return station;
  });
  for (let first = 0; first < STATIONS; first += 500) {
    for (const station of fleet.slice(first, first + 500)) station.start();
    while (online < Math.min(STATIONS, first + 500)) await new Promise((resolve) => void setTimeout(resolve, 10));
  }
  // Statuses and what a boot asks for come to their ends first.
  await new Promise((resolve) => void setTimeout(resolve, 3_000));
  return fleet;
}

function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

if (import.meta.main) await run();
