import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createStore } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { counters } from "./counting-process.ts";

it("several processes write one file: no update is lost, and what they publish is delivered here", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cpokit-"));
  const file = join(folder, "store.db");
  const store = createStore(createSqliteDriver({ file }), { clock: systemClock, scheduler: systemScheduler, random: systemRandom, outbox: { poll: 20 } });
  const delivered: unknown[] = [];
  await store.outbox.deliver("totals", "counted", ({ payload }, unit) => {
    delivered.push(payload);
    unit.put(counters, "delivered", { count: delivered.length });
  });
  const exits = await Promise.all([1, 2, 3].map(() => run(file)));
  await store.outbox.idle();
  expect(exits).toEqual([0, 0, 0]);
  expect(await store.get(counters, "hot")).toEqual({ count: 90 });
  // One key: in the order of commits, whichever process committed.
  expect(delivered).toEqual(Array.from({ length: 90 }, (_, index) => index + 1));
  await store.close();
  await rm(folder, { recursive: true });
});

function run(file: string): Promise<number | null> {
  const script = fileURLToPath(new URL("counting-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@cpokit/source", script, file], { stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve) => void child.on("exit", resolve));
}
