import { performance } from "node:perf_hooks";
import { wh, type Wh } from "@cpokit/kernel";
import type { CallOutcome } from "@cpokit/ocpp";
import type { Station } from "../station/station.ts";

/** What became of the calls of one action. */
export type ActionCounts = Readonly<Record<CallOutcome["outcome"], number>>;

/** What a fleet has done so far. */
export interface FleetReport {
  readonly stations: number;
  readonly online: number;
  /** Lines that were opened, those that were opened again included. */
  readonly connects: number;
  /** Attempts to open a line that failed. */
  readonly failedConnects: number;
  readonly sessionsStarted: number;
  readonly sessionsEnded: number;
  /** Energy of the sessions that ended. */
  readonly energy: Wh;
  /** Transaction messages that wait for a line. */
  readonly queued: number;
  /** Transaction messages that were dropped after all attempts failed. */
  readonly gaveUp: number;
  /** Lines that were not closed on purpose. */
  readonly lostLines: number;
  /** Requests of the central system that were answered. */
  readonly asked: number;
  readonly calls: Readonly<Record<string, ActionCounts>>;
  /** How often each error code came in answer to each action, as `StartTransaction InternalError`. */
  readonly errors: Readonly<Record<string, number>>;
  /** Real milliseconds from a call to its answer, of the latest calls; `undefined` before the first. */
  readonly latency: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number } | undefined;
}

/** Counts what stations do. */
export function createStatistics(stations: readonly Station[]): () => FleetReport {
  const counts = { connects: 0, failedConnects: 0, sessionsStarted: 0, sessionsEnded: 0, energy: 0, gaveUp: 0, lostLines: 0, asked: 0 };
  const calls = new Map<string, Record<CallOutcome["outcome"], number>>();
  const errors = new Map<string, number>();
  const latencies: number[] = [];
  let measured = 0;

  for (const station of stations) {
    let sentAt = 0;
    station.observe((event) => {
      switch (event.event) {
        case "sent":
          sentAt = performance.now();
          break;
        case "answered": {
          const counted = calls.get(event.action) ?? { result: 0, error: 0, invalid: 0, timeout: 0, closed: 0, unsent: 0 };
          counted[event.outcome.outcome] += 1;
          calls.set(event.action, counted);
          if (event.outcome.outcome === "error") {
            const error = `${event.action} ${event.outcome.code}`;
            errors.set(error, (errors.get(error) ?? 0) + 1);
          }
          if (event.outcome.outcome === "result") latencies[measured++ % KEPT_LATENCIES] = performance.now() - sentAt;
          break;
        }
        case "transaction":
          if (event.update.event === "started") counts.sessionsStarted += 1;
          if (event.update.event === "ended") {
            counts.sessionsEnded += 1;
            counts.energy += (event.update.samples.at(-1)?.energy ?? 0) - event.update.transaction.meterStart;
          }
          break;
        case "gaveUp":
          counts.gaveUp += 1;
          break;
        case "disconnected":
          if (event.how === "lost") counts.lostLines += 1;
          break;
        case "asked":
          counts.asked += 1;
          break;
        case "connected":
          counts.connects += 1;
          break;
        case "unreachable":
          counts.failedConnects += 1;
          break;
        case "online":
          break;
      }
    });
  }

  return () => ({
    ...counts,
    energy: wh(counts.energy),
    stations: stations.length,
    online: stations.filter((station) => station.isOnline).length,
    queued: stations.reduce((sum, station) => sum + station.queued, 0),
    calls: Object.fromEntries(byName(calls).map(([action, counted]) => [action, { ...counted }])),
    errors: Object.fromEntries(byName(errors)),
    latency: percentiles(latencies),
  });
}

function byName<Value>(counted: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...counted].sort(([a], [b]) => (a < b ? -1 : 1));
}

const KEPT_LATENCIES = 10_000;

function percentiles(values: readonly number[]): FleetReport["latency"] {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
