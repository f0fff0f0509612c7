import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { availabilityRows, ledgerHeads, ledgerMonths } from "@cpokit/csms";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createStore } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";

const EVSES = Number(process.env["AVAILABILITY_EVSES"] ?? 1_000);
const YEAR = 2025;
/** A session and a half a day: preparing, charging, finishing, available. */
const CHANGES_PER_DAY = 6;
const CODES = [51, 53, 56, 50];

/** A year of AVAILABILITY_EVSES EVSEs (10000 is the full size) on SQLite, reported: how long it takes and how much memory it needs. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cpokit-availability-"));
  const file = join(folder, "year.db");
  try {
    const store = createStore(createSqliteDriver({ file }), { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
    const months = Array.from({ length: 12 }, (_, index) => `${YEAR}-${String(index + 1).padStart(2, "0")}`);
    const places = Array.from({ length: EVSES }, (_, index) => ({ station: `S${index}`, evse: 1, locationId: `L${index % 500}` }));
    for (let begin = 0; begin < EVSES; begin += 50) {
      await store.transaction((unit) => {
        for (const { station } of places.slice(begin, begin + 50)) {
          unit.put(ledgerHeads, `${station}/1`, { station, evse: 1, months });
          for (const month of months) unit.put(ledgerMonths, `${station}/1/${month}`, { station, evse: 1, month, opening: [50], changes: changesOf(systemRandom) });
        }
      });
    }
    const [from, to] = [Date.UTC(YEAR, 0), Date.UTC(YEAR + 1, 0)];
    const started = performance.now();
    const cpu = process.cpuUsage();
    let rows = 0;
    let heap = 0;
    for await (const row of availabilityRows(store, { from, to, places })) {
      rows += row.station === undefined ? 0 : 1;
      if (rows % 500 === 0) heap = Math.max(heap, process.memoryUsage().heapUsed);
    }
    const { user, system } = process.cpuUsage(cpu);
    const changes = EVSES * 365 * CHANGES_PER_DAY;
    console.log(`availability: a year of ${rows} EVSEs, ${changes} changes, ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB on SQLite: reported in ${((performance.now() - started) / 1_000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU, heap ${(heap / 2 ** 20).toFixed(0)} MiB at most`);
    await store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function changesOf(random: () => number): readonly number[] {
  const count = Math.round((CHANGES_PER_DAY * 365) / 12);
  const step = (29 * 86_400_000) / count;
  return Array.from({ length: count * 2 }, (_, index) => (index % 2 === 0 ? Math.round(step * (0.5 + random() / 2)) : CODES[((index - 1) / 2) % CODES.length]!));
}
