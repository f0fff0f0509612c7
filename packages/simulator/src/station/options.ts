import { seconds, watts, wh, type Clock, type Milliseconds, type Random, type Scheduler, type Wh } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import type { OpenChannel } from "../channel/channel.ts";
import type { EvseHardware } from "../evse/hardware.ts";
import type { Fault } from "../faults/fault.ts";
import type { LimitEngine } from "../profiles/profile-store.ts";
import type { StationKeys } from "./key-box.ts";
import type { Settings } from "./settings.ts";
import type { Downloads } from "./workshop.ts";

export interface StationOptions {
  /** The name by which the central system knows the station. */
  readonly identity: string;
  readonly version: Version;
  /** Opens a line to the central system: `createSocketLine` or `createMemoryNetwork`. */
  readonly open: OpenChannel;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Transaction ids, message ids and reconnect pauses come from it. */
  readonly random: Random;
  readonly vendor?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly firmware?: string;
  /** One 11 kW AC EVSE with one connector when absent. */
  readonly evses?: readonly EvseHardware[];
  /** The register of every meter at the start; 0 when absent. */
  readonly meterStart?: Wh;
  /** From power-up to the first message; 5 s when absent. */
  readonly bootTime?: Milliseconds;
  readonly settings?: Partial<Settings>;
  /** Ends the transaction when the car has enough, instead of waiting for the driver. */
  readonly endWhenFull?: boolean;
  readonly faults?: readonly Fault[];
  /** What lies behind the URLs of firmware and logs; nothing when absent. */
  readonly downloads?: Downloads;
  /** Its cryptography; without it the station has no certificates. */
  readonly keys?: StationKeys;
  /** Reads its charging profiles in its place; the simulator's own reading when absent. */
  readonly limits?: LimitEngine;
}

/** The options with all defaults filled in. */
export function withDefaults(options: StationOptions): Required<Omit<StationOptions, "limits" | "keys">> & Pick<StationOptions, "limits" | "keys"> {
  return {
    vendor: "cpokit",
    model: "Simulated station",
    serial: options.identity.slice(0, 25),
    firmware: "1.0.0",
    evses: [{ number: 1, connectors: 1, maxPower: watts(11_040), powerType: "AC_3_PHASE" }],
    meterStart: wh(0),
    bootTime: seconds(5),
    settings: {},
    endWhenFull: false,
    faults: [],
    downloads: {},
    ...options,
  };
}
