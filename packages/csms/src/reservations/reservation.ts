import type { Instant } from "@cpokit/kernel";
import { foldTokenValue, type SessionFact, type TokenReference } from "@cpokit/model";
import { collection } from "@cpokit/storage";

/** Where a reservation stands (domain §2). `requested` is also one whose station gave no answer: it may hold it. */
export type ReservationState = "requested" | "active" | "consumed" | "expired" | "cancelled" | "failed";

/** A place at a station, kept for a token until an instant. */
export interface Reservation {
  /** `<station>/<number>`. */
  readonly id: string;
  readonly station: string;
  /** The number under which the station knows it. */
  readonly number: number;
  /** Absent: any EVSE of the station, or any with the connector type. */
  readonly evse?: number;
  readonly connectorType?: string;
  readonly token: TokenReference;
  /** Tokens of this group may use it too. */
  readonly group?: string;
  readonly until: Instant;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly state: ReservationState;
  /** Why it failed, or who ended it. */
  readonly reason?: string;
  readonly endedAt?: Instant;
  /** The session that used it. */
  readonly session?: string;
  /** Who wants to end it, while the station has not said yes. */
  readonly cancelRequestedBy?: string;
}

/** All reservations, open ones found by station and by their end. */
export const reservations = collection<Reservation>("reservations", {
  indexes: {
    byOpenStation: { keys: (reservation) => (isOpen(reservation) ? [reservation.station] : []) },
    byOpenUntil: { keys: (reservation) => (isOpen(reservation) ? [reservation.until] : []) },
    byTime: { keys: (reservation) => [reservation.requestedAt] },
    byToken: { keys: (reservation) => [[foldTokenValue(reservation.token.value), reservation.requestedAt]] },
  },
});

/** Who holds an EVSE, `<station>/<evse>`: at most one open reservation names it. */
export const reservedPlaces = collection<{ readonly reservation: string }>("reservedPlaces");

/** The next number of a station. */
export const reservationNumbers = collection<{ readonly next: number }>("reservationNumbers");

export function isOpen({ state }: Pick<Reservation, "state">): boolean {
  return state === "requested" || state === "active";
}

/** Whether a start uses a reservation: `mismatch` where it names it and may not. */
export function use(reservation: Reservation, fact: SessionFact): "uses" | "mismatch" | "other" {
  const names = fact.reservationId === reservation.number;
  if (fact.fact === "ended" || fact.trigger === "StopAuthorized") return "other";
  if (fact.reservationId !== undefined && !names) return "other";
  // A backlog from before the reservation was made (F8, I18).
  if (fact.stationTime < reservation.requestedAt && fact.offline === true) return "other";
  const isHere = reservation.evse === undefined || (fact.evse === undefined ? names : fact.evse === reservation.evse);
  const { authorization, token } = fact;
  const mayUse = authorization?.result === "accepted" && token !== undefined
    && (foldTokenValue(token.value) === foldTokenValue(reservation.token.value) || (reservation.group !== undefined && authorization.group === reservation.group));
  if (isHere && mayUse) return "uses";
  return names && token !== undefined ? "mismatch" : "other";
}
