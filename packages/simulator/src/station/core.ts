import type { Instant, Scheduler } from "@cpokit/kernel";
import type { Evse } from "../evse/evse.ts";
import type { EvseHardware, PowerLimit } from "../evse/hardware.ts";
import type { StationToken } from "../evse/transaction.ts";
import type { ChargingProfile } from "../profiles/charging-profile.ts";
import type { ProfileStore } from "../profiles/profile-store.ts";
import type { Authorization, TokenMemory } from "./authorization.ts";
import type { Bookings } from "./bookings.ts";
import type { KeyBox } from "./key-box.ts";
import type { BootReason } from "./dialect.ts";
import type { Messenger, OutgoingCall } from "./messenger.ts";
import type { Settings } from "./settings.ts";
import type { VendorLimits } from "./vendor-limits.ts";
import type { Workshop } from "./workshop.ts";

/** What is written on the plate of a station. */
export interface StationPlate {
  readonly identity: string;
  readonly vendor: string;
  readonly model: string;
  readonly serial: string;
  readonly firmware: string;
}

export interface StationEvse {
  readonly hardware: EvseHardware;
  readonly evse: Evse;
}

export interface RemoteStart {
  readonly evse?: number;
  readonly token: StationToken;
  readonly remoteStartId?: number;
  /** A profile for the transaction to come. */
  readonly profile?: (evse: number) => ChargingProfile;
}

/** The station as its dialect sees it: neutral state, and the commands that all versions share. */
export interface StationCore {
  readonly plate: StationPlate;
  readonly settings: Settings;
  readonly evses: readonly StationEvse[];
  readonly memory: TokenMemory;
  readonly bookings: Bookings;
  readonly keys: KeyBox;
  readonly profiles: ProfileStore;
  /** Where limits are set by a key of the vendor; charging profiles are refused then. */
  readonly vendorLimits?: VendorLimits;
  readonly messenger: Messenger;
  readonly workshop: Workshop;
  readonly scheduler: Scheduler;
  now(): Instant;
  /** An instant as the station's own clock, which may be wrong, writes it. */
  stamp(at: Instant): string;
  evse(number: number): Evse | undefined;
  /** Sends a call that may get lost, once the answer that is being given has left. */
  later(call: () => OutgoingCall | undefined): void;
  /** The central system judged the token of a transaction. */
  judged(reference: string, token: StationToken | undefined, authorization: Authorization): void;
  /** The EVSE that will start; `undefined` when none can. */
  remoteStart(request: RemoteStart): number | undefined;
  remoteStop(reference: string): "accepted" | "rejected";
  reset(reset: "soft" | "hard" | "onIdle" | "resume"): "accepted" | "scheduled";
  /** Ends what runs on one EVSE (2.x Reset with evseId). */
  resetEvse(evse: number): void;
  /** Makes EVSEs (all when absent) operative or not; `scheduled` when a transaction must end first. */
  changeAvailability(operative: boolean, evse?: number): "accepted" | "scheduled";
  boot(reason: BootReason): void;
  /** Tells the status of the connectors, changed or not. */
  tellStatus(evse?: number, connector?: number): void;
  heartbeatChanged(): void;
  /** Charging profiles changed. */
  limitsChanged(): void;
  limitAt(evse: number, at: Instant): PowerLimit;
}
