import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTokens, stations, tokens } from "@cpokit/csms";
import { createSystemIds, systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { StationId, TokenId } from "@cpokit/model";
import { createStore, type Driver } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { onPostgres } from "../postgres.ts";

const TOKENS = Number(process.env["AUTHORIZATION_TOKENS"] ?? 100_000);
const DECISIONS = 2_000;
const BATCH = 200;

/** What one decision over a token costs while AUTHORIZATION_TOKENS tokens are known (1000000 is the full size): unit of work, access policy and look-up, without a message. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cpokit-authorization-"));
  try {
    await measure("SQLite", createSqliteDriver({ file: join(folder, "tokens.db") }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await onPostgres("authorization", (driver) => measure("PostgreSQL", driver));
}

async function measure(name: string, driver: Driver): Promise<void> {
  const store = createStore(driver, { clock: systemClock, scheduler: systemScheduler, random: systemRandom, ids: createSystemIds() });
  const authority = createTokens();
  await store.transaction((unit) => unit.put(stations, "S", { id: StationId.parse("S"), identity: "S", lifecycle: "operative" }));
  for (let begin = 0; begin < TOKENS; begin += BATCH) {
    await store.transaction((unit) => {
      for (let index = begin; index < Math.min(TOKENS, begin + BATCH); index += 1) {
        unit.put(tokens, `t${index}`, { id: TokenId.parse(`t${index}`), value: valueOf(index), type: "RFID", status: index % 100 === 0 ? "blocked" : "accepted" });
      }
    });
  }
  const times: number[] = [];
  let accepted = 0;
  const cpu = process.cpuUsage();
  for (let index = 0; index < DECISIONS; index += 1) {
    const value = valueOf(Math.floor(systemRandom() * TOKENS * 1.1));
    const began = performance.now();
    const result = await store.transaction((unit) => authority.decide(unit, { fact: "authorize", station: "S", receivedAt: systemClock.now(), token: { value }, evse: 1, purpose: "start" }));
    times.push(performance.now() - began);
    if (result.result === "accepted") accepted += 1;
  }
  const { user, system } = process.cpuUsage(cpu);
  times.sort((left, right) => left - right);
  console.log(`authorization: ${TOKENS} tokens on ${name}: a decision takes ${times[DECISIONS / 2]!.toFixed(2)} ms in the median, ${times[Math.floor(DECISIONS * 0.99)]!.toFixed(2)} ms at the 99th percentile, ${((user + system) / 1_000 / DECISIONS).toFixed(2)} ms of CPU; ${accepted} of ${DECISIONS} accepted`);
  await store.close();
}

function valueOf(index: number): string {
  return (index * 2_654_435_761 % 2 ** 40).toString(16).toUpperCase().padStart(14, "0");
}
