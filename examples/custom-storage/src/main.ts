/** `npm start -w custom-storage -- [file]`: counts in a document how often it was run, and shows the log that keeps it. */
import { readFileSync } from "node:fs";
import { systemClock as clock, systemRandom as random, systemScheduler as scheduler } from "@cpokit/kernel/system";
import { collection, createStore } from "@cpokit/storage";
import { openLogDriver } from "./log-driver.ts";

const runs = collection<{ readonly times: number }>("runs");

const [file = "visits.log"] = process.argv.slice(2);
const store = createStore(await openLogDriver(file), { clock, scheduler, random });
const times = await store.transaction(async (unit) => {
  const next = ((await unit.get(runs, "here"))?.times ?? 0) + 1;
  unit.put(runs, "here", { times: next });
  return next;
});
await store.close();
console.log(`Run ${times === 1 ? "once" : `${times} times`} on ${file}. Its last line: ${readFileSync(file, "utf8").trimEnd().split("\n").at(-1)}`);
