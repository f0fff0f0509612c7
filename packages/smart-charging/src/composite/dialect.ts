import type { Zone } from "@cpokit/kernel";
import type { OcppVersion } from "./profile.ts";

/** How a station reads profiles where implementations differ (smart-charging §7). */
export interface Dialect {
  readonly version: OcppVersion;
  /** What holds where no profile limits: nothing (the hardware), or numbers that the firmware assumes. */
  readonly gap: "none" | { readonly amps: number; readonly watts: number };
  /** Number of phases when several profiles apply: the lowest that any says, or what the leading session profile says. */
  readonly phases: "lowest" | "leading";
  /** Zone of the station, for 2.1 schedules in local time; without it they recur after fixed 86,400 s. */
  readonly zone?: Zone;
}

/** MicroOcpp: no limit in gaps. libocpp: 48 A or 33,120 W in gaps. */
export const DIALECTS = {
  "1.6": { version: "1.6", gap: "none", phases: "lowest" },
  "2.0.1": { version: "2.0.1", gap: "none", phases: "lowest" },
  "2.1": { version: "2.1", gap: "none", phases: "lowest" },
} as const satisfies Record<OcppVersion, Dialect>;

/** The numbers that libocpp assumes where no profile limits. */
export const LIBOCPP_GAP = { amps: 48, watts: 33_120 } as const;
