import type { Instant, Milliseconds } from "@cpokit/kernel";
import type {
  AuthorizationResult, AuthorizeFact, BootedFact, CommandRecord, DataTransferFact, NoticeFact, SessionAnswer, SessionFact, StatusFact, TokenReference,
} from "@cpokit/model";
import type { Reader, Unit } from "@cpokit/storage";
import type { OutsideKnowledge } from "./authorization/outside.ts";
import type { AddressType, ChargingScheduleUpdateType } from "@cpokit/ocpp/v21";
import type { StationSettlement } from "./payments/payment-listener.ts";
import type { DataTransferAnswer } from "./data-transfer/data-transfer-answer.ts";
import type { ChargingNeeds, NeedsAnswer, VehicleSchedule } from "./vehicle-charging/vehicle-charging.ts";

/** A hook may answer at once or later. */
type Awaitable<Value> = Value | Promise<Value>;

/** What a booting station is told. */
export interface BootAnswer {
  readonly accept: boolean | "pending";
  /** Accepted: the heartbeat interval; otherwise the wait before the next boot. The policy's when absent. */
  readonly heartbeat?: Milliseconds;
}

/** A question for the price of a running or ended session. */
export interface CostQuestion {
  readonly station: string;
  /** Our session id. */
  readonly session: string;
  readonly ended: boolean;
}

/** A remote start on its way to a station. */
export interface ExpectedStart {
  /** Id of the command. */
  readonly command: string;
  readonly station: string;
  readonly token: TokenReference;
  readonly evse?: number;
  readonly remoteStartId: number;
  readonly at: Instant;
}

/**
 * What the application decides and records. Every hook runs inside the unit of work of its message: what it writes commits
 * with the message or not at all, and the station is answered after that (I1). A unit may run again after a conflict,
 * so a hook has no effects but through `unit`.
 */
export interface Hooks {
  /** May this token charge? `outside` is what `lookUp` found. */
  authorize(fact: AuthorizeFact, unit: Unit, outside?: OutsideKnowledge): Awaitable<AuthorizationResult>;
  /** The one hook outside of the unit, before it: asks others about the token, within the patience of a station. */
  lookUp?(fact: AuthorizeFact, reader: Reader): Awaitable<OutsideKnowledge | undefined>;
  /** A transaction began, went on or ended; a repeat must get the first answer (I2). */
  session(fact: SessionFact, unit: Unit): Awaitable<SessionAnswer>;
  /** Absent: planned stations are pending, retired ones rejected, all others accepted. */
  booted?(fact: BootedFact, unit: Unit): Awaitable<BootAnswer>;
  status?(fact: StatusFact, unit: Unit): Awaitable<void>;
  /** Absent: every vendor is unknown. */
  dataTransfer?(fact: DataTransferFact, unit: Unit): Awaitable<DataTransferAnswer>;
  notice?(fact: NoticeFact, unit: Unit): Awaitable<void>;
  /** The cost so far, or at the end, as decimal text in the currency of the station; 2.x stations show it. */
  cost?(question: CostQuestion, unit: Unit): Awaitable<string | undefined>;
  /** A car asks for a schedule; `Accepted` promises that the application sends a TxProfile within the minute. Absent: `Rejected`. */
  chargingNeeds?(needs: ChargingNeeds, unit: Unit): Awaitable<NeedsAnswer>;
  /** A car says how it will charge; `Rejected` makes it ask again. Absent: `Accepted`. */
  vehicleSchedule?(schedule: VehicleSchedule, unit: Unit): Awaitable<"Accepted" | "Rejected">;
  /** A terminal at a 2.1 station settled a payment; returns the receipt that the station may show. */
  settled?(settlement: StationSettlement, unit: Unit): Awaitable<{ readonly id?: string; readonly url?: string } | undefined>;
  /** A driver entered a VAT number at a 2.1 station; returns whose it is. Absent, or without an answer: the station hears that it is not valid. */
  vatNumber?(question: { readonly station: string; readonly number: string; readonly evse?: number }, unit: Unit): Awaitable<AddressType | undefined>;
  /** A 2.1 station asks for the next limits or set point of a dynamic profile (K28). Absent, or without an answer: it is refused and keeps what it has. */
  dynamicSchedule?(question: { readonly station: string; readonly profile: number }, unit: Unit): Awaitable<ChargingScheduleUpdateType | undefined>;
  /** A remote start is about to be sent; returns the session that waits for it. */
  expectStart?(start: ExpectedStart, unit: Unit): Awaitable<{ readonly session?: string } | undefined>;
  /** A command has its outcome, in the unit that records it. */
  commandDone?(record: CommandRecord, unit: Unit): Awaitable<void>;
}
