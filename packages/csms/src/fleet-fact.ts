import type { Instant } from "@cpokit/kernel";

interface FleetFactBase {
  readonly station: string;
  readonly receivedAt: Instant;
}

/** Where a firmware update stands, in the words that 2.x and signed 1.6 share. */
export type FirmwareState = "idle" | "scheduled" | "downloading" | "paused" | "downloaded" | "verified" | "installing" | "rebooting" | "installed" | "failed";

/** What a station tells of work that it was asked for, and of itself, neutral over the versions; only blocks of the central system consume it. */
export type FleetFact =
  /** A reservation is over without having been used, says the station; `unused`: the car came and nothing began (2.1). */
  | (FleetFactBase & { readonly fact: "reservationOver"; readonly reservation: number; readonly how: "expired" | "removed" | "unused" })
  /** `detail` is the status as sent. */
  | (FleetFactBase & { readonly fact: "firmware"; readonly request?: number; readonly state: FirmwareState; readonly detail: string })
  /** A local controller publishes firmware. */
  | (FleetFactBase & { readonly fact: "firmwarePublished"; readonly request?: number; readonly state: "going" | "published" | "failed"; readonly detail: string; readonly locations?: readonly string[] })
  | (FleetFactBase & { readonly fact: "log"; readonly request?: number; readonly state: "idle" | "uploading" | "uploaded" | "failed" | "replaced"; readonly detail: string })
  | (FleetFactBase & { readonly fact: "securityEvent"; readonly type: string; readonly at: Instant; readonly info?: string });

/** What a block says to a fact whose answer is not the same for all. */
export interface FleetReply {
  readonly accept: boolean;
}
