import type { Instant } from "@cpokit/kernel";
import type { Reading } from "./reading.ts";
import type { CertificateHash } from "./upkeep-command.ts";
import type { AuthorizationResult, TokenReference } from "./token.ts";

/** What every fact carries. Facts are plain JSON-safe data: they are journalled as they are. */
interface FactBase {
  /** Our id of the station. */
  readonly station: string;
  /** When our side received it. */
  readonly receivedAt: Instant;
}

/** A station booted. */
export interface BootedFact extends FactBase {
  readonly fact: "booted";
  readonly protocol: "1.6" | "2.0.1" | "2.1";
  readonly vendor: string;
  readonly model: string;
  readonly serial?: string;
  readonly firmware?: string;
  /** 2.x BootReasonEnumType; 1.6 has none. */
  readonly reason?: string;
}

/** The state of a connector in neutral words; `unknown` keeps an unlisted wire value in `detail`. */
export type ConnectorState =
  | "available" | "preparing" | "occupied" | "charging" | "suspendedEv" | "suspendedEvse" | "finishing" | "reserved" | "unavailable" | "faulted" | "unknown";

/** A connector, an EVSE, or (evse 0) the station reported its state. */
export interface StatusFact extends FactBase {
  readonly fact: "status";
  /** OCPP EVSE number; 1.6 connectorId; 0 is the whole station. */
  readonly evse: number;
  /** 2.x connector number in the EVSE; 1 for 1.6. */
  readonly connector: number;
  readonly state: ConnectorState;
  readonly stationTime: Instant;
  /** 1.6 errorCode (never `NoError`) or another vendor code. */
  readonly error?: string;
  readonly detail?: string;
}

/** A station asks whether a token may charge. */
export interface AuthorizeFact extends FactBase {
  readonly fact: "authorize";
  readonly token: TokenReference;
  readonly evse?: number;
  /**
   * `check`: an Authorize before anything starts; `start`: the token stands behind a transaction that begins;
   * `stop`: it was presented to end one. Whether a token is in use elsewhere matters for a start alone.
   */
  readonly purpose: "check" | "start" | "stop";
  /** The station's reference of the transaction it is presented for, when there is one already. */
  readonly transaction?: string;
  /** The contract certificate of the car behind an eMAID (2.x C07). */
  readonly certificate?: ContractCertificate;
}

/** Names a certificate whose status is asked for by OCSP (2.x OCSPRequestDataType). */
export interface OcspQuestion extends CertificateHash {
  readonly responderUrl: string;
}

/** A contract certificate as a station hands it over: the chain as PEM when the station does not check it itself, and what to ask OCSP. */
export interface ContractCertificate {
  readonly chain?: string;
  readonly hashes: readonly OcspQuestion[];
}

/** What the car and the EVSE do during a transaction (2.x ChargingStateEnumType, neutral). */
export type EnergyState = "connected" | "charging" | "suspendedEv" | "suspendedEvse" | "idle";

interface SessionFactBase extends FactBase {
  /**
   * Idempotency key of the input, unique within the station: built from the content that makes two messages the same
   * event, never from the message id or seqNo alone (F6, Q1, Q15).
   */
  readonly key: string;
  /** OCPP EVSE number (1.6: connectorId); absent where the message does not say (Q10). */
  readonly evse?: number;
  readonly connector?: number;
  /** The station's transaction reference as text. A 1.6 start has none: the session engine allocates it. */
  readonly transaction?: string;
  /** The station's own time of the event, as sent. */
  readonly stationTime: Instant;
  /** Milliseconds to add to this station's times, where its clock error is known (F10). */
  readonly skew?: number;
  readonly readings: readonly Reading[];
  readonly token?: TokenReference;
  /** The decision about `token` made with this message (T6, T20). */
  readonly authorization?: AuthorizationResult;
  /** Links the session to our remote start (Q6). */
  readonly remoteStartId?: number;
  readonly reservationId?: number;
  /** The event happened while the station was offline. */
  readonly offline?: boolean;
  readonly seqNo?: number;
  /** 2.x triggerReason as sent. */
  readonly trigger?: string;
  readonly energyState?: EnergyState;
}

/** A transaction began: 1.6 StartTransaction, 2.x TransactionEvent Started. */
export interface StartedFact extends SessionFactBase {
  readonly fact: "started";
  /** 1.6 allocates on our side (`allocate`); 2.x brings its own reference (`given`). */
  readonly numbering: "allocate" | "given";
}

/** Something happened in a transaction: 1.6 MeterValues (and StatusNotification of a charging connector), 2.x Updated or MeterValues. */
export interface MeteredFact extends SessionFactBase {
  readonly fact: "metered";
}

/** A transaction ended: 1.6 StopTransaction, 2.x TransactionEvent Ended. */
export interface EndedFact extends SessionFactBase {
  readonly fact: "ended";
  /** 1.6 reason or 2.x stoppedReason as sent. */
  readonly reason?: string;
}

export type SessionFact = StartedFact | MeteredFact | EndedFact;

/** What the session engine answers; a repeat gets the stored answer (I2). */
export interface SessionAnswer {
  /**
   * `refused` means the token was refused: the session is recorded all the same (T6). `repeated` labels a repeat of a
   * `recorded` answer; everything else in it equals the first answer.
   */
  readonly outcome: "recorded" | "repeated" | "refused";
  /** Our session id; absent when a reading belonged to no session. */
  readonly session?: string;
  /** The transaction reference: for a 1.6 start the integer that we allocated, as text. */
  readonly transaction?: string;
  readonly authorization?: AuthorizationResult;
}

/** A vendor's own message (OCPP DataTransfer). */
export interface DataTransferFact extends FactBase {
  readonly fact: "dataTransfer";
  readonly vendor: string;
  readonly message?: string;
  /** Text in 1.6, any JSON in 2.x. */
  readonly data?: unknown;
}

/** Any other message of a station, kept as it came: firmware and log progress, security events, reports, limits. */
export interface NoticeFact extends FactBase {
  readonly fact: "notice";
  readonly protocol: "1.6" | "2.0.1" | "2.1";
  /** The OCPP action, e.g. `FirmwareStatusNotification`. */
  readonly action: string;
  /** Functional block of the specification, e.g. `firmwareManagement`. */
  readonly block: string;
  /** One line for people: the status, the type of a security event. */
  readonly summary: string;
  /** The request as sent. */
  readonly content: unknown;
}

/** Any fact a station can bring. */
export type StationFact = BootedFact | StatusFact | AuthorizeFact | SessionFact | DataTransferFact | NoticeFact;
