import type { CallOutcome, CallReply } from "@cpokit/ocpp";
import type { ToldUpdate } from "./dialect.ts";

/** What can be watched of a station. One CALL is in flight at a time, so `sent` and `answered` alternate. */
export type StationEvent =
  | { readonly event: "connected" }
  /** An attempt to connect failed: the central system cannot be reached, or refuses. */
  | { readonly event: "unreachable" }
  | { readonly event: "disconnected"; readonly how: "closed" | "lost" }
  /** The central system accepted the boot, or a new line after it. */
  | { readonly event: "online" }
  | { readonly event: "sent"; readonly action: string; readonly payload: object }
  | { readonly event: "answered"; readonly action: string; readonly outcome: CallOutcome }
  /** The central system asked, and this is what the station answered. */
  | { readonly event: "asked"; readonly action: string; readonly payload: unknown; readonly reply: CallReply }
  | { readonly event: "transaction"; readonly update: ToldUpdate }
  /** All attempts to tell a transaction message failed. */
  | { readonly event: "gaveUp"; readonly action: string };
