import { CpoError, milliseconds, type Clock, type Instant } from "@cpokit/kernel";
import type { CommandRecord, TokenReference } from "@cpokit/model";
import type { Reader, Store, Unit } from "@cpokit/storage";
import type { Commands } from "../commands/create-commands.ts";
import type { StationJournal } from "../diagnostics/station-events.ts";
import type { Listener } from "../listeners.ts";
import { stations } from "../provisioning/stations.ts";
import { compact } from "../translate/compact.ts";
import { isOpen, reservationNumbers, reservations, reservedPlaces, use, type Reservation, type ReservationState } from "./reservation.ts";
import { reservationSentences } from "./reservation-sentences.ts";

/** What is to be kept for whom. */
export interface ReservationRequest {
  readonly station: string;
  /** Absent: any EVSE, or any with the connector type. */
  readonly evse?: number;
  /** 2.x, e.g. `cCCS2`. */
  readonly connectorType?: string;
  readonly token: TokenReference;
  readonly group?: string;
  readonly until: Instant;
  readonly requestedBy: string;
}

/** What came of asking for a reservation; `unsure`: the station did not answer, so it may hold it. */
export type ReserveOutcome =
  | { readonly outcome: "reserved" | "unsure"; readonly reservation: Reservation }
  | { readonly outcome: "refused"; readonly reason: string; readonly reservation?: Reservation };

/** Places kept for tokens (1.6 §5.13, 2.x H01–H04). */
export interface Reservations {
  /** @throws `csms.station-unknown`; `csms.reservation` for an end that is over already. */
  reserve(request: ReservationRequest): Promise<ReserveOutcome>;
  /** Ends it at the station, or when the station is back. One that is over stays as it is. @throws `csms.reservation-unknown` */
  cancel(id: string, by: string): Promise<Reservation>;
  /** The open reservation of an EVSE. */
  on(reader: Reader, station: string, evse: number): Promise<Reservation | undefined>;
}

export interface ReservationBlock extends Reservations {
  readonly listener: Listener;
  /** Ends those whose time is over. */
  sweep(now: Instant): Promise<void>;
}

interface ReservationPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly journal: StationJournal;
  readonly send: Commands["send"];
}

export function createReservations({ store, clock, journal, send }: ReservationPorts): ReservationBlock {
  return {
    async reserve(request) {
      const opened = await store.transaction((unit) => open(unit, request));
      if ("outcome" in opened) return opened;
      const { id, station, number: reservation, requestedBy } = opened;
      const { token, group, evse, connectorType, until } = opened;
      await send(station, compact({ command: "reserve" as const, reservation, token, group, evse, connectorType, until }), { requestedBy, key: `reserve/${reservation}` });
      // The listener noted the outcome in the unit of the command.
      const now = await existing(store, id);
      if (now.state === "failed") return { outcome: "refused", reason: now.reason ?? "", reservation: now };
      return { outcome: now.state === "requested" ? "unsure" : "reserved", reservation: now };
    },
    async cancel(id, by) {
      const wanted = await store.transaction(async (unit) => {
        const reservation = await existing(unit, id);
        if (!isOpen(reservation)) return reservation;
        const next = { ...reservation, cancelRequestedBy: reservation.cancelRequestedBy ?? by };
        unit.put(reservations, id, next);
        return next;
      });
      if (isOpen(wanted)) await askToCancel(wanted);
      return existing(store, id);
    },
    async on(reader, station, evse) {
      const place = await reader.get(reservedPlaces, `${station}/${evse}`);
      return place === undefined ? undefined : reader.get(reservations, place.reservation);
    },
    listener: {
      async commandDone(unit, record) {
        if (record.command.command === "reserve") await answered(unit, record, record.command.reservation);
        if (record.command.command === "cancelReservation") await cancelAnswered(unit, record, record.command.reservation);
      },
      async told(unit, fact) {
        if (fact.fact !== "reservationOver") return undefined;
        const reservation = await unit.get(reservations, `${fact.station}/${fact.reservation}`);
        if (reservation === undefined || !isOpen(reservation)) return undefined;
        if (fact.how === "removed") end(unit, reservation, "cancelled", reservation.cancelRequestedBy ?? "the station removed it");
        else end(unit, reservation, "expired", fact.how === "unused" ? "the car came and did not charge" : undefined);
        return undefined;
      },
      async session(unit, fact, answer) {
        const mayUse = fact.fact === "started" || fact.reservationId !== undefined || (fact.fact === "metered" && fact.token !== undefined);
        if (!mayUse || answer.outcome !== "recorded") return;
        const { items } = await unit.find(reservations, { index: "byOpenStation", prefix: fact.station });
        for (const { id } of items) {
          const reservation = await unit.get(reservations, id);
          if (reservation === undefined || !isOpen(reservation)) continue;
          const how = use(reservation, fact);
          if (how === "mismatch") {
            const summary = `a start names reservation ${reservation.number}, which is for another token or EVSE`;
            await journal.record(unit, { station: fact.station, severity: "warning", kind: "reservation-mismatch", summary });
          }
          if (how !== "uses") continue;
          end(unit, answer.session === undefined ? reservation : { ...reservation, session: answer.session }, "consumed");
          // One start uses one reservation.
          return;
        }
      },
    },
    async sweep(now) {
      const { items } = await store.find(reservations, { index: "byOpenUntil", to: now + 1 });
      for (const { id } of items) {
        await store.transaction(async (unit) => {
          const reservation = await unit.get(reservations, id);
          if (reservation !== undefined && isOpen(reservation) && reservation.until <= now) end(unit, reservation, "expired");
        });
      }
    },
  };

  async function open(unit: Unit, request: ReservationRequest): Promise<Reservation | Extract<ReserveOutcome, { outcome: "refused" }>> {
    const { station, evse, connectorType, token, group, until, requestedBy } = request;
    const now = clock.now();
    if ((await unit.get(stations, station)) === undefined) throw new CpoError("csms.station-unknown", `There is no station "${station}"; use the id under which it is stored.`, { station });
    if (until <= now) throw new CpoError("csms.reservation", "until is over already; it must be an instant to come.", { field: "until", until });
    if (evse !== undefined && evse < 1) throw new CpoError("csms.reservation", `evse is ${evse}; it must be a number from 1, or absent for any EVSE.`, { field: "evse", evse });
    const place = evse === undefined ? undefined : await unit.get(reservedPlaces, `${station}/${evse}`);
    const holder = place === undefined ? undefined : await unit.get(reservations, place.reservation);
    if (holder !== undefined && isOpen(holder) && holder.until > now) return { outcome: "refused", reason: `EVSE ${evse} is reserved already.`, reservation: holder };
    const number = (await unit.get(reservationNumbers, station))?.next ?? 1;
    unit.put(reservationNumbers, station, { next: number + 1 });
    const id = `${station}/${number}`;
    const reservation: Reservation = compact({ id, station, number, evse, connectorType, token, group, until, requestedBy, requestedAt: now, state: "requested" as const });
    unit.put(reservations, id, reservation);
    if (evse !== undefined) unit.put(reservedPlaces, `${station}/${evse}`, { reservation: id });
    return reservation;
  }

  async function answered(unit: Unit, { station, outcome }: CommandRecord, number: number): Promise<void> {
    const reservation = await unit.get(reservations, `${station}/${number}`);
    // Silence leaves it open: the station may hold it (F18).
    if (reservation?.state !== "requested" || outcome === undefined || outcome.outcome === "timeout") return;
    if (outcome.outcome !== "accepted") return end(unit, reservation, "failed", reasonOf(outcome));
    change(unit, { ...reservation, state: "active" });
    if (reservation.cancelRequestedBy !== undefined) unit.afterCommit(() => void askToCancel(reservation));
  }

  async function cancelAnswered(unit: Unit, { station, outcome }: CommandRecord, number: number): Promise<void> {
    const reservation = await unit.get(reservations, `${station}/${number}`);
    if (reservation === undefined || !isOpen(reservation)) return;
    // Rejected means that the station holds no such reservation (H02.FR.02): there is nothing left to end.
    if (outcome?.outcome === "accepted" || outcome?.outcome === "rejected") end(unit, reservation, "cancelled", reservation.cancelRequestedBy);
  }

  /** Waits for a station that is offline until the reservation is over anyway. */
  async function askToCancel({ station, number, until, cancelRequestedBy = "" }: Reservation): Promise<void> {
    const queueFor = milliseconds(Math.max(1, until - clock.now()));
    await send(station, { command: "cancelReservation", reservation: number }, { requestedBy: cancelRequestedBy, key: `cancel/${number}`, queueFor });
  }

  function end(unit: Unit, reservation: Reservation, state: Exclude<ReservationState, "requested" | "active">, reason?: string): void {
    if (reservation.evse !== undefined) unit.delete(reservedPlaces, `${reservation.station}/${reservation.evse}`);
    change(unit, { ...reservation, state, endedAt: clock.now(), ...(reason === undefined ? {} : { reason }) });
  }

  function change(unit: Unit, reservation: Reservation): void {
    unit.put(reservations, reservation.id, reservation);
    unit.publish({ topic: "reservation.changed", key: reservation.station, payload: reservation });
  }
}

async function existing(reader: Pick<Reader, "get">, id: string): Promise<Reservation> {
  const reservation = await reader.get(reservations, id);
  if (reservation === undefined) throw new CpoError("csms.reservation-unknown", `There is no reservation "${id}".`, { reservation: id });
  return reservation;
}

const { say } = reservationSentences;

const REASONS: Readonly<Record<string, string>> = { Occupied: say("occupied"), Faulted: say("faulted"), Unavailable: say("unavailable"), Rejected: say("rejected") };

/** Why the station has no reservation, in words. */
function reasonOf(outcome: NonNullable<CommandRecord["outcome"]>): string {
  switch (outcome.outcome) {
    case "rejected":
      return REASONS[outcome.reason] ?? outcome.reason;
    case "unsupported":
      return outcome.reason;
    case "error":
      return say("answered", { error: outcome.code });
    case "offline":
      return say("offline");
    case "cancelled":
      return say("taken-back", { person: outcome.by });
    default:
      return outcome.outcome;
  }
}
