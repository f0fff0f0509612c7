import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";

/** What the battery of a car shall do at an EVSE of a 2.1 station (Q05): power from the grid, or to it when it is below 0. */
export interface SetPoint {
  readonly station: string;
  readonly evse: number;
  /** Absent: whatever charges there. */
  readonly transaction?: string;
  /** W; below 0 the car gives power. */
  readonly watts: number;
  /** W; the most that it may take, and as a number of 0 or less the most that it may give, whatever it does by itself. */
  readonly limit?: number;
  readonly dischargeLimit?: number;
  /** The id of its charging profile at the station. */
  readonly profile: number;
  readonly stackLevel: number;
  /** `inForce`: the station has it; `refused`: it said why; `releasing`: it shall go. */
  readonly state: "requested" | "inForce" | "refused" | "releasing";
  readonly reason?: string;
  /** Whether the station has the profile, so that only the numbers are to be sent; a boot makes it unknown, which is false. */
  readonly isInstalled: boolean;
  readonly changedAt: Instant;
}

/** `<station>/<evse>`. */
export const setPoints = collection<SetPoint>("setPoints", {
  indexes: { byStation: { keys: ({ station, evse }) => [[station, evse]] }, byProfile: { keys: ({ station, profile }) => [[station, profile]], unique: true } },
});
