import { parentPort, workerData } from "node:worker_threads";
import type { SeedOptions } from "./plan.ts";
import { runSeed } from "./run-seed.ts";

/** Runs the seeds that the campaign sends, one at a time, and answers with their reports. */
const port = parentPort;
if (port === null) throw new Error("seed-thread.ts runs as a thread of a campaign; start simulation/main.ts.");
port.on("message", (seed: number) => {
  void runSeed(seed, workerData as SeedOptions).then((report) => port.postMessage(report));
});
