import type {
  Booking, BookingLocation, CDR, ClientInfo, FinancialAdviceConfirmation, InvoiceReconciliationRecord, Location, Session, Tariff, Terminal, Token,
} from "../v230/index.ts";

/** The objects that platforms own and tell each other of, in the canonical shape (2.3.0). */
export interface Kinds {
  readonly Location: Location;
  readonly Session: Session;
  readonly CDR: CDR;
  readonly Tariff: Tariff;
  readonly Token: Token;
  readonly ClientInfo: ClientInfo;
  readonly InvoiceReconciliationRecord: InvoiceReconciliationRecord;
  readonly Terminal: Terminal;
  readonly FinancialAdviceConfirmation: FinancialAdviceConfirmation;
  readonly BookingLocation: BookingLocation;
  readonly Booking: Booking;
}

/** The name of a kind. */
export type Kind = keyof Kinds;

/** Whose object it is and which: compared without case. `type` is that of a token. */
export interface ObjectKey {
  readonly countryCode: string;
  readonly partyId: string;
  readonly id: string;
  readonly type?: string;
}

interface KindFacts {
  readonly module: string;
  /** The member with the id; a client info is told by its party and role. */
  readonly id?: string;
  /** The party that it names is whom it is for, not whose it is. */
  readonly namesAnother?: true;
}

/** Where each kind belongs. */
export const KINDS: Readonly<Record<Kind, KindFacts>> = {
  Location: { module: "locations", id: "id" },
  Session: { module: "sessions", id: "id" },
  CDR: { module: "cdrs", id: "id" },
  Tariff: { module: "tariffs", id: "id" },
  Token: { module: "tokens", id: "uid" },
  ClientInfo: { module: "hubclientinfo" },
  InvoiceReconciliationRecord: { module: "invoicereconciliation", id: "id" },
  Terminal: { module: "payments", id: "terminal_id", namesAnother: true },
  FinancialAdviceConfirmation: { module: "payments", id: "id" },
  BookingLocation: { module: "bookings", id: "id" },
  Booking: { module: "bookings", id: "id" },
};

/** The key of an object as it says it itself; objects of 2.1.1, terminals and confirmations leave the party to the connection. */
export function keyOf(kind: Kind, object: Readonly<Record<string, unknown>>, party: { readonly countryCode: string; readonly partyId: string }): ObjectKey {
  const { id: member, namesAnother = false } = KINDS[kind];
  const { country_code: country = party.countryCode, party_id: partyId = party.partyId } = namesAnother ? {} : object;
  const { type } = object;
  return {
    countryCode: String(country), partyId: String(partyId), id: member === undefined ? "" : String(object[member]),
    ...(kind === "Token" ? { type: String(type) } : {}),
  };
}

/** The parts of a key, folded, as they stand in ids of documents. */
export function foldedKey({ countryCode, partyId, id, type }: ObjectKey): readonly string[] {
  return [`${countryCode}${partyId}`, id, ...(type === undefined ? [] : [type])].map((part) => part.toUpperCase());
}
