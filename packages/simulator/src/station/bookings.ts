import type { Instant, Scheduler } from "@cpokit/kernel";
import type { StationToken } from "../evse/transaction.ts";
import type { StationEvse } from "./core.ts";

/** A place kept for a token until an instant; without `evse`, any of those that `fits` allows. */
export interface Booking {
  readonly id: number;
  readonly evse?: number;
  readonly token: string;
  readonly group?: string;
  readonly until: Instant;
  /** The EVSEs that it may be about. */
  fits(entry: StationEvse): boolean;
}

/** Reservations (1.6 §5.13, 2.x H01–H04): they keep EVSEs from others, and are used up by whom they are for. */
export interface Bookings {
  /** Takes the place of one with the same id. */
  reserve(booking: Booking): "Accepted" | "Occupied" | "Unavailable" | "Rejected";
  cancel(id: number): boolean;
  /** Whether a free EVSE is kept for somebody. */
  holds(evse: number): boolean;
  /** Whether an EVSE is kept for others than this token. */
  isClosedTo(evse: number, token: StationToken, group?: string): boolean;
  /** The token charges: the reservation that this uses up. */
  use(evse: number, token: StationToken, group?: string): number | undefined;
}

interface BookingOptions {
  readonly evses: readonly StationEvse[];
  readonly scheduler: Scheduler;
  now(): Instant;
  /** Connectors may have another status now. */
  changed(): void;
  expired(id: number): void;
}

export function createBookings({ evses, scheduler, now, changed, expired }: BookingOptions): Bookings {
  const bookings = new Map<number, Booking>();

  const isFree = ({ evse }: StationEvse): boolean => {
    const { operative, connector, grant, transaction } = evse.view();
    return operative && connector === undefined && grant === undefined && transaction === undefined;
  };
  const own = (evse: number): Booking | undefined => [...bookings.values()].find((booking) => booking.evse === evse);
  /** Those for any EVSE keep as many free ones as they are, so all when no more are free. */
  const isKeptForAny = (entry: StationEvse): boolean => {
    const open = [...bookings.values()].filter((booking) => booking.evse === undefined && booking.fits(entry));
    const free = evses.filter((other) => isFree(other) && own(other.hardware.number) === undefined && open.some((booking) => booking.fits(other)));
    return open.length > 0 && free.length <= open.length;
  };
  const isFor = (booking: Booking, token: StationToken, group: string | undefined): boolean =>
    booking.token.toLowerCase() === token.value.toLowerCase() || (group !== undefined && booking.group === group);
  const find = (evse: number): StationEvse | undefined => evses.find(({ hardware }) => hardware.number === evse);
  const matching = (evse: number, token: StationToken, group: string | undefined): Booking | undefined => {
    const entry = find(evse);
    return [...bookings.values()].find((booking) => isFor(booking, token, group) && (booking.evse === undefined ? entry !== undefined && booking.fits(entry) : booking.evse === evse));
  };

  const end = (id: number): boolean => {
    const was = bookings.delete(id);
    if (was) changed();
    return was;
  };

  return {
    reserve(booking) {
      const meant = evses.filter((entry) => (booking.evse === undefined || booking.evse === entry.hardware.number) && booking.fits(entry));
      if (meant.length === 0) return "Rejected";
      const open = meant.filter(({ evse }) => evse.view().operative);
      if (open.length === 0) return "Unavailable";
      const taken = (entry: StationEvse): boolean => {
        const other = own(entry.hardware.number);
        return other !== undefined && other.id !== booking.id;
      };
      if (!open.some((entry) => isFree(entry) && !taken(entry) && (bookings.has(booking.id) || !isKeptForAny(entry)))) return "Occupied";
      bookings.set(booking.id, booking);
      scheduler.after(Math.max(1, booking.until - now()), () => {
        if (bookings.get(booking.id) === booking && end(booking.id)) expired(booking.id);
      });
      changed();
      return "Accepted";
    },
    cancel: end,
    holds(evse) {
      const entry = find(evse);
      return entry !== undefined && isFree(entry) && (own(evse) !== undefined || isKeptForAny(entry));
    },
    isClosedTo(evse, token, group) {
      const entry = find(evse);
      if (entry === undefined || matching(evse, token, group) !== undefined) return false;
      return own(evse) !== undefined || isKeptForAny(entry);
    },
    use(evse, token, group) {
      const booking = matching(evse, token, group);
      if (booking !== undefined) end(booking.id);
      return booking?.id;
    },
  };
}
