import type { Instant } from "@cpokit/kernel";
import type { CallReply, Protocol } from "@cpokit/ocpp";
import type { ConnectionOrder } from "../channel/channel.ts";
import type { EvseView } from "../evse/evse.ts";
import type { StationToken, TransactionUpdate } from "../evse/transaction.ts";
import type { Authorization } from "./authorization.ts";
import type { OutgoingCall, TransactionMessage } from "./messenger.ts";

/** Why a station boots, in the words of OCPP 2.x. */
export type BootReason = "PowerUp" | "RemoteReset" | "ScheduledReset" | "Triggered" | "Watchdog";

/** What the central system says to a boot. */
export interface BootAnswer {
  readonly status: "Accepted" | "Pending" | "Rejected";
  /** Seconds. */
  readonly interval: number;
}

/** A transaction event, and whether it happened while the station could not tell it. */
export interface ToldUpdate extends TransactionUpdate {
  readonly offline: boolean;
}

/** Answers one action of the central system. */
export type Answer = (payload: unknown) => CallReply | Promise<CallReply>;

/** How a station speaks one protocol version: what its events are on the wire, and what it answers. */
export interface Dialect {
  readonly protocol: Protocol;
  boot(reason: BootReason): OutgoingCall;
  readBoot(response: unknown): BootAnswer | undefined;
  heartbeat(): OutgoingCall;
  /** The status word of a connector. */
  statusOf(view: EvseView, connector: number): string;
  status(evse: number, connector: number, status: string, at: Instant): OutgoingCall;
  authorize(token: StationToken): OutgoingCall;
  readAuthorize(response: unknown): Authorization | undefined;
  /** The messages that tell a transaction event; none where the version has no word for it. */
  transaction(update: ToldUpdate): readonly TransactionMessage[];
  readonly answers: ReadonlyMap<string, Answer>;
  /** Where and how the station connects from its next start, in the order in which it tries; nothing stands for how it was installed. 2.x alone. */
  connections?(): readonly (ConnectionOrder | undefined)[];
}
