import type { Instant } from "@cpokit/kernel";
import type { NetworkProfile } from "@cpokit/model";
import { collection } from "@cpokit/storage";

/** How a station shall connect. */
export interface MoveTarget {
  /** The profile to reach; the station may not go below it once it did. */
  readonly securityProfile: 0 | 1 | 2 | 3;
  /** 2.x: what goes into which slot, and the slots that stay behind it as the way back. 1.6 has no slots. */
  readonly network?: { readonly slot: number; readonly profile: NetworkProfile; readonly fallbackSlots: readonly number[] };
  /** The address is that of another central system: the station is gone when it took it. */
  readonly elsewhere?: boolean;
}

/** A station on its way to another address or security profile. */
export interface ConnectionMove extends MoveTarget {
  readonly station: string;
  readonly by: string;
  readonly state: "preparing" | "switching" | "done" | "failed";
  readonly startedAt: Instant;
  /** When the station was told to switch; it has until the deadline to come back the new way. */
  readonly switchedAt?: Instant;
  readonly problem?: string;
}

/** By station: the newest one. */
export const connectionMoves = collection<ConnectionMove>("connectionMoves", { indexes: { byState: { keys: ({ state, station }) => [[state, station]] } } });

/** The security profile of the newest connection of a station. */
export const connectionProfiles = collection<{ readonly station: string; readonly profile: 0 | 1 | 2 | 3; readonly at: Instant }>("connectionProfiles");
