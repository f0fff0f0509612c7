import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";

/** Something to be put in order at one station, until it is: it outlives connections and restarts, and is there once per kind. */
export interface StationTask {
  readonly station: string;
  /** Which job does it, e.g. `configure`, `localList`. */
  readonly kind: string;
  /** `parked` waits for the station to return, `failed` for its next boot or for an operator. */
  readonly state: "waiting" | "parked" | "failed";
  readonly dueAt: Instant;
  /** Tries in a row that came to nothing. */
  readonly attempts: number;
  /** Counts the requests, so that one made while the job ran is not lost. */
  readonly revision: number;
  /** What went wrong last, for people. */
  readonly problem?: string;
}

/** `<station>/<kind>`. */
export const stationTasks = collection<StationTask>("stationTasks", {
  indexes: {
    byStation: { keys: (task) => [[task.station, task.kind]] },
    byDue: { keys: (task) => (task.state === "waiting" ? [[task.dueAt]] : []) },
    byFailed: { keys: (task) => (task.state === "failed" ? [[task.station]] : []) },
  },
});
