import type { Instant } from "@cpokit/kernel";
import type { TokenReference } from "@cpokit/model";
import { collection } from "@cpokit/storage";

/** A grid control at a 2.1 station (R01–R07). */
export interface DerControl {
  readonly station: string;
  readonly id: string;
  /** DERControlEnumType; absent for one that we only heard of. */
  readonly type?: string;
  readonly isDefault?: boolean;
  /** `set`: the station has it; `started` and `stopped` as it says; `superseded` by another; `cleared` by us. */
  readonly state: "set" | "started" | "stopped" | "superseded" | "cleared";
  /** The request that set it, or the report that told of it. */
  readonly content?: unknown;
  readonly changedAt: Instant;
}

/** `<station>/<id>`. */
export const derControls = collection<DerControl>("derControls", { indexes: { byStation: { keys: (control) => [[control.station, control.id]] } } });

/** A grid event at a station: the last of each control type. */
export interface DerAlarm {
  readonly station: string;
  readonly type: string;
  readonly fault?: string;
  readonly isActive: boolean;
  readonly at: Instant;
  readonly info?: string;
}

/** `<station>/<type>`. */
export const derAlarms = collection<DerAlarm>("derAlarms", { indexes: { byStation: { keys: (alarm) => [alarm.station] } } });

/** A battery on its way in or out. */
export interface Battery {
  readonly evse: number;
  readonly serial: string;
  /** Percent. */
  readonly soc: number;
  /** Percent. */
  readonly soh: number;
}

/** A swap of batteries (S01–S04). */
export interface BatterySwap {
  readonly station: string;
  readonly request: number;
  readonly token: TokenReference;
  /** `requested` by us; `in` and `out` as the station tells; `timeout`: nobody took the batteries. */
  readonly state: "requested" | "refused" | "in" | "out" | "timeout";
  readonly received: readonly Battery[];
  readonly handedOut: readonly Battery[];
  readonly changedAt: Instant;
}

/** `<station>/<request>`. */
export const batterySwaps = collection<BatterySwap>("batterySwaps", { indexes: { byTime: { keys: (swap) => [swap.changedAt] }, byStation: { keys: (swap) => [[swap.station, swap.request]] } } });

/** Whether a transaction charges with priority; `<station>/<transaction>`. */
export const priorityCharging = collection<{ readonly station: string; readonly transaction: string; readonly isActive: boolean; readonly at: Instant }>("priorityCharging");
