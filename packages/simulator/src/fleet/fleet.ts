import { wh, type Cancel, type Clock, type Random, type Scheduler } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import type { OpenChannel } from "../channel/channel.ts";
import type { StationToken } from "../evse/transaction.ts";
import type { LimitEngine } from "../profiles/profile-store.ts";
import type { Fault } from "../faults/fault.ts";
import { between, createRandom } from "../random.ts";
import type { Settings } from "../station/settings.ts";
import { createStation, type Station } from "../station/station.ts";
import { planStations, type StationPlan } from "./station-models.ts";
import { createStatistics, type FleetReport } from "./statistics.ts";
import { drive, USUAL_TRAFFIC, type Traffic } from "./traffic.ts";

export interface FleetOptions {
  /** How many stations of the usual kinds, or which ones. */
  readonly stations: number | readonly StationPlan[];
  /** The version of counted stations; `mixed` when absent. */
  readonly version?: Version | "mixed";
  readonly open: OpenChannel;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** The tokens that drivers carry. */
  readonly tokens: readonly [StationToken, ...StationToken[]];
  readonly traffic?: Partial<Traffic>;
  readonly settings?: Partial<Settings>;
  readonly faults?: readonly Fault[];
  /** Reads the charging profiles of all stations; the simulator's own reading when absent. */
  readonly limits?: LimitEngine;
  /** The time over which the stations power up; 10 s when absent. */
  readonly startWithin?: number;
}

/** Stations with drivers who come and go. */
export interface Fleet {
  readonly stations: readonly Station[];
  start(): void;
  /** Lets the drivers leave, waits a while for the last messages, and takes the stations off the line. */
  stop(): Promise<void>;
  report(): FleetReport;
}

export function createFleet(options: FleetOptions): Fleet {
  const { open, clock, scheduler, random, tokens, faults = [], startWithin = 10_000 } = options;
  const plans = typeof options.stations === "number" ? planStations(options.stations, options.version ?? "mixed") : options.stations;
  const stations = plans.map((plan) => createStation({
    meterStart: wh(between(random, 0, 5_000_000)), ...plan, open, clock, scheduler, faults,
    random: createRandom(between(random, 0, 2 ** 31)),
    settings: { ...plan.settings, ...options.settings },
    ...(options.limits !== undefined && { limits: options.limits }),
  }));
  const report = createStatistics(stations);
  const pauses = createPauses(scheduler);
  let drivers: readonly Promise<void>[] = [];
  let starts: readonly Cancel[] = [];

  return {
    stations,
    report,
    start() {
      starts = stations.map((station) => scheduler.after(between(random, 0, startWithin), () => station.start()));
      const traffic = { ...USUAL_TRAFFIC, ...options.traffic };
      drivers = stations.flatMap((station) => station.evses.map((evse) => {
        const ownRandom = createRandom(between(random, 0, 2 ** 31));
        return drive(station, evse, traffic, { random: ownRandom, tokens, pause: pauses.pause });
      }));
    },
    async stop() {
      for (const cancel of starts) cancel();
      pauses.end();
      await Promise.all(drivers);
      for (let looks = 0; looks < 60 && stations.some((station) => station.isOnline && station.queued > 0); looks += 1) {
        await new Promise<void>((resolve) => void scheduler.after(1_000, resolve));
      }
      for (const station of stations) station.stop();
    },
  };
}

/** Pauses that can all be ended at once; one that was ended, or begins after that, comes out false. */
function createPauses(scheduler: Scheduler): { pause(milliseconds: number): Promise<boolean>; end(): void } {
  const running = new Map<Cancel, (goesOn: boolean) => void>();
  let isOver = false;
  return {
    pause: (milliseconds) => new Promise((resolve) => {
      if (isOver) return resolve(false);
      const cancel = scheduler.after(milliseconds, () => {
        running.delete(cancel);
        resolve(true);
      });
      running.set(cancel, resolve);
    }),
    end() {
      isOver = true;
      for (const [cancel, resolve] of running) {
        cancel();
        resolve(false);
      }
      running.clear();
    },
  };
}
