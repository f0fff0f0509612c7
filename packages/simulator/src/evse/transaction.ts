import type { Instant, Wh } from "@cpokit/kernel";
import type { Sample } from "./meter.ts";

/** What the driver holds against the reader. */
export interface StationToken {
  readonly value: string;
  /** IdTokenEnumType of OCPP 2.x; `ISO14443` when absent. 1.6 has no types. */
  readonly type?: string;
}

/** A right to charge, from a token that was accepted. */
export interface Grant {
  readonly token: StationToken;
  readonly group?: string;
  readonly remoteStartId?: number;
  /** The reservation that it uses up. */
  readonly reservationId?: number;
}

/** ChargingStateEnumType of OCPP 2.x, which all versions are told from. */
export type ChargingState = "Idle" | "EVConnected" | "Charging" | "SuspendedEV" | "SuspendedEVSE";

/** Why a transaction stopped; each version spells it in its own way. */
export type StopReason =
  | "local" | "remote" | "evDisconnected" | "deauthorized" | "powerLoss" | "softReset" | "hardReset" | "unlockCommand" | "stoppedByEv"
  | "timeout" | "masterPass";

/** What made a transaction change: the trigger reasons of OCPP 2.x. */
export type Trigger =
  | "Authorized" | "CablePluggedIn" | "ChargingRateChanged" | "ChargingStateChanged" | "Deauthorized" | "EVCommunicationLost" | "EVConnectTimeout"
  | "MeterValuePeriodic" | "RemoteStart" | "RemoteStop" | "ResetCommand" | "StopAuthorized" | "Trigger" | "UnlockCommand" | "AbnormalCondition"
  | "TxResumed";

/** A transaction at one moment. */
export interface Transaction {
  /** Chosen by the station: the transactionId of OCPP 2.x. */
  readonly reference: string;
  readonly evse: number;
  readonly connector: number;
  readonly startedAt: Instant;
  readonly meterStart: Wh;
  readonly state: ChargingState;
  readonly grant?: Grant;
  readonly stopReason?: StopReason;
}

/** One event of a transaction, in the order in which the station tells it. */
export interface TransactionUpdate {
  readonly event: "started" | "updated" | "ended";
  readonly trigger: Trigger;
  readonly at: Instant;
  /** 0, 1, 2 … within the transaction. */
  readonly sequence: number;
  readonly transaction: Transaction;
  readonly samples: readonly Sample[];
  /** The token that was presented for this event. */
  readonly token?: StationToken;
}
