import { Worker } from "node:worker_threads";
import type { SeedOptions } from "./plan.ts";
import type { Report } from "./run-seed.ts";

/** What many seeds came to. */
export interface Tally {
  seeds: number;
  transactions: number;
  cdrs: number;
  deaths: number;
  events: number;
  readonly checks: Map<string, number>;
  readonly troubles: Map<string, number>;
  readonly failing: Report[];
}

export interface CampaignOptions {
  readonly from: number;
  readonly seeds: number;
  readonly jobs: number;
  readonly options: SeedOptions;
  /** After this many failing seeds there is enough to look at. */
  readonly enough: number;
  /** Hears of each seed that is through. */
  readonly done: (tally: Tally, report: Report) => void;
}

export function createTally(): Tally {
  return { seeds: 0, transactions: 0, cdrs: 0, deaths: 0, events: 0, checks: new Map(), troubles: new Map(), failing: [] };
}

/** Adds what one seed came to. */
export function addTo(tally: Tally, report: Report): void {
  tally.seeds += 1;
  tally.transactions += report.transactions;
  tally.cdrs += report.cdrs;
  tally.deaths += report.deaths;
  tally.events += report.events;
  for (const name of ["checks", "troubles"] as const) {
    for (const [key, count] of report[name]) tally[name].set(key, (tally[name].get(key) ?? 0) + count);
  }
  if (report.violations.length > 0) tally.failing.push(report);
}

/** Runs seeds on threads, each thread one seed at a time. */
export async function runCampaign({ from, seeds, jobs, options, enough, done }: CampaignOptions): Promise<Tally> {
  const tally = createTally();
  let next = from;
  const take = (): number | undefined => (next < from + seeds && tally.failing.length < enough ? next++ : undefined);

  const runThread = (): Promise<void> => new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./seed-thread.ts", import.meta.url), { workerData: options });
    const hand = (): void => {
      const seed = take();
      if (seed === undefined) void worker.terminate().then(() => resolve(), reject);
      else worker.postMessage(seed, []);
    };
    worker.on("error", reject);
    worker.on("message", (report: Report) => {
      addTo(tally, report);
      done(tally, report);
      hand();
    });
    hand();
  });
  await Promise.all(Array.from({ length: Math.min(jobs, seeds) }, runThread));
  return tally;
}
