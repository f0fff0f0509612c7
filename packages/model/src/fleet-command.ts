import type { Instant } from "@cpokit/kernel";
import type { TokenReference } from "./token.ts";

/** A firmware image and when to take it. */
export interface FirmwareOrder {
  /** Our number of the request; a 1.6 station repeats it for signed firmware alone. */
  readonly request: number;
  /** URL. */
  readonly location: string;
  readonly retrieveAt: Instant;
  /** 2.x, and 1.6 with the security extension. */
  readonly installAt?: Instant;
  /** How often the station tries to download by itself. */
  readonly retries?: number;
  /** Seconds between its tries. */
  readonly retryInterval?: number;
  /** The certificate of the signer as PEM, and the signature in base64: 1.6 then gets a SignedUpdateFirmware. */
  readonly signature?: { readonly certificate: string; readonly value: string };
}

/** Commands that reservations, firmware and diagnostics are made of. */
export type FleetCommand =
  /** Keeps an EVSE, one with this connector type (2.x), or any one for a token until an instant. */
  | {
      readonly command: "reserve"; readonly reservation: number; readonly token: TokenReference; readonly group?: string;
      readonly evse?: number; readonly connectorType?: string; readonly until: Instant;
    }
  | { readonly command: "cancelReservation"; readonly reservation: number }
  | ({ readonly command: "updateFirmware" } & FirmwareOrder)
  /** A local controller (2.x) downloads firmware and offers it to its stations; the checksum is MD5 in hex (L03). */
  | { readonly command: "publishFirmware"; readonly request: number; readonly location: string; readonly checksum: string; readonly retries?: number; readonly retryInterval?: number }
  | { readonly command: "unpublishFirmware"; readonly checksum: string }
  /** The station uploads a log to a URL. */
  | {
      readonly command: "getLog"; readonly request: number; readonly log: "diagnostics" | "security"; readonly location: string;
      readonly from?: Instant; readonly until?: Instant; readonly retries?: number; readonly retryInterval?: number;
    };
