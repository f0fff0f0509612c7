import type { Clock, Ids, Instant, Random } from "@cpokit/kernel";
import type { BootedFact, Session, SessionAnswer, SessionFact, SessionSettlement, SignatureVerdict, SignedReading, StatusFact, TokenIdentity } from "@cpokit/model";
import type { Page, Reader, Store, Unit } from "@cpokit/storage";
import type { PersonalAct } from "./decide/amend.ts";
import type { ExpectedStart, JournalEntry, TransactionStatus } from "./journal.ts";
import type { SessionFilter, SessionPage } from "./list-sessions.ts";
import type { ErasureOutcome, ErasureRequest, ExportedSession } from "./personal-data.ts";
import type { SessionPolicy } from "./policy.ts";
import type { StateReason } from "./read-journal.ts";
import type { SessionReadings } from "./read-session.ts";

export interface SessionsOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  /** Draws the transaction numbers of 1.6: use strong randomness, so that nobody can guess another's. */
  readonly random: Random;
  readonly policy?: Partial<SessionPolicy>;
  /**
   * Checks the signed data of a reading, which the engine only keeps; asked once for each, inside the unit. Its verdict and key are
   * kept beside the data (I25); what it means for billing is `policy.signatures`.
   */
  readonly verify?: (reader: Reader, signed: SignedReading, fact: SessionFact) => Promise<SignatureVerdict> | SignatureVerdict;
  /** What an EVSE can deliver, in W; asked once, when a session begins. */
  readonly maxPower?: (reader: Reader, station: string, evse: number) => Promise<number | undefined> | number | undefined;
}

/** What came of an act on a session. */
export type SessionOutcome =
  | { readonly outcome: "done"; readonly session: Session }
  | { readonly outcome: "refused"; readonly reason: string }
  | { readonly outcome: "unknown" };

/** The session engine. Everything that changes a session happens in the caller's unit of work. */
export interface Sessions {
  /** Records a fact of a station and answers it; a repeat changes nothing and gets the stored answer (I1, I2). */
  record(unit: Unit, fact: SessionFact): Promise<SessionAnswer>;
  /** A boot puts the station's open sessions in doubt, and returns them: ask a 2.x station about each (T11). */
  stationBooted(unit: Unit, fact: BootedFact): Promise<readonly Session[]>;
  /** Pass every status: an available connector puts the session that is open on it in doubt (T11). */
  connectorAvailable(unit: Unit, fact: StatusFact): Promise<Session | undefined>;
  /** What the station answered to GetTransactionStatus (T10, T11). */
  transactionStatus(unit: Unit, status: TransactionStatus): Promise<SessionOutcome>;
  /** Opens a PENDING session for a remote start that is being sent (T1); returns its id. */
  expect(unit: Unit, start: ExpectedStart): Promise<string>;
  /**
   * Does what is due at `now`, at most 100 sessions of each kind: deadlines, waits that are over, silence (T8, T11, T14), and
   * alarms about sessions that come to no end (I9). Run it every few seconds under a lease.
   */
  sweep(unit: Unit, now: Instant): Promise<readonly Session[]>;
  /** Only the deadlines of expected starts (T14). */
  expirePending(unit: Unit, now: Instant): Promise<readonly Session[]>;
  /** Ends a session in the books; the station is not told and may go on (T17, pain 6). */
  closeInBooks(unit: Unit, id: string, act: PersonalAct): Promise<SessionOutcome>;
  /** Finds one suspicion, or all of them, harmless (T15). */
  clearSuspicion(unit: Unit, id: string, act: PersonalAct & { readonly code?: string }): Promise<SessionOutcome>;
  /** Declares a session not billable. */
  reject(unit: Unit, id: string, act: PersonalAct): Promise<SessionOutcome>;
  /** Notes where the money stands; for billing (T13, T16). */
  settle(unit: Unit, id: string, settlement: SessionSettlement, detail: string): Promise<SessionOutcome>;
  get(reader: Reader, id: string): Promise<Session | undefined>;
  byTransaction(reader: Reader, station: string, transaction: string): Promise<Session | undefined>;
  /** The session that is ACTIVE on an EVSE. */
  openOn(reader: Reader, station: string, evse: number): Promise<Session | undefined>;
  list(reader: Reader, filter?: SessionFilter): Promise<SessionPage>;
  /** Ended sessions whose settlement is none, rated or held, oldest end first (I9). */
  unsettled(reader: Reader, filter?: { readonly endedBefore?: Instant; readonly limit?: number }): Promise<readonly Session[]>;
  /** Sessions with an alarm that stands, oldest first: they go on for too long, or their money has no lasting state (I9). At most 100, or `limit`. */
  alarms(reader: Reader, filter?: { readonly limit?: number }): Promise<readonly Session[]>;
  journal(reader: Reader, id: string): Promise<readonly JournalEntry[]>;
  /** The journal page by page, newest entry first. */
  journalPage(reader: Reader, id: string, page: { readonly limit: number; readonly after?: string | undefined }): Promise<Page<JournalEntry>>;
  /** Why a session is in its states: for each the entry since which it has been in it without a break. */
  why(reader: Reader, id: string): Promise<readonly StateReason[]>;
  readings(reader: Reader, id: string): Promise<SessionReadings>;
  /** The session as it was right after a journal entry, with the entry. */
  timeTravel(reader: Reader, id: string, seq: number): Promise<{ readonly session: Session; readonly entry: JournalEntry } | undefined>;
  /** Every session that knows a token, with its journal: what its owner may take along. Reads all journals. */
  exportToken(reader: Reader, token: TokenIdentity): AsyncIterable<ExportedSession>;
  /**
   * Takes a token out of all sessions that are over, settled, and older than what stations may repeat; the journals still
   * rebuild the states byte for byte, and say who erased what and why. Ask again for those that are waiting.
   */
  eraseToken(store: Store, request: ErasureRequest): Promise<ErasureOutcome>;
  /** Retention: deletes the stored answers and keys of inputs from before this instant; choose one further back than `policy.replayLag`. Returns how many. */
  forgetInputs(store: Store, before: Instant): Promise<number>;
}
