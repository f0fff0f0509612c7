import type { Csms } from "@cpokit/csms";
import { parseInstant, type Clock, type Logger } from "@cpokit/kernel";
import { foldTokenValue, type Command, type Evse, type TokenReference } from "@cpokit/model";
import { findPublished, partnerRequests, type CommandHandlers, type Results } from "@cpokit/ocpi";
import type { CommandResponse, CommandResult, CommandResultType, Token } from "@cpokit/ocpi/v230";
import type { Sessions } from "@cpokit/sessions";
import { collection, encodeKey, type Store, type Unit } from "@cpokit/storage";
import { z } from "zod";
import { locations } from "../collections.ts";
import { roamingStarts } from "./authorizing.ts";
import { isOf, keepToken, partnerOf } from "./partner-tokens.ts";
import type { RoamingSettings } from "./settings.ts";

/** A reservation of a partner, by partner and its own number. */
interface RoamingReservation {
  readonly reservation: string;
  /** The request whose response_url hears of it. */
  readonly request: string;
}

const roamingReservations = collection<RoamingReservation>("roaming.reservations", { indexes: { byReservation: { keys: ({ reservation }) => [[reservation]] } } });

export interface ServingPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly csms: () => Csms;
  readonly sessions: Sessions;
  readonly results: Results;
  readonly settings: RoamingSettings;
}

/** Commands of partners for our stations. */
export interface ServingCommands {
  readonly handlers: CommandHandlers;
  /** Hears of `command.done`: the outcome of what a partner wanted goes to its response_url. */
  commandDone(unit: Unit, payload: unknown): Promise<void>;
  /** Hears of `reservation.changed`: the partner is told when we take its reservation back (roaming 22). */
  reservationChanged(unit: Unit, payload: unknown): Promise<void>;
}

/** Seconds that a partner waits for a result: longer than stations are waited for. */
const TIMEOUT = 60;
const BY = "partner/";
const taken: CommandResponse = { result: "ACCEPTED", timeout: TIMEOUT };
const rejected = (text: string): CommandResponse => ({ result: "REJECTED", timeout: 0, message: [{ language: "en", text }] });

export function createServingCommands({ store, clock, logger, csms, sessions, results, settings: { party } }: ServingPorts): ServingCommands {
  return {
    handlers: {
      async START_SESSION({ token, location_id: location, evse_uid: uid, authorization_reference: reference }, { peer, commandId }) {
        if (!isOf(peer, token)) return rejected("The token is not of a party of yours.");
        if (!token.valid) return rejected("The token is not valid.");
        const evse = await evseAt(location, uid);
        if (evse === undefined) return rejected(uid === undefined ? "The location is not known, or none of its EVSEs is free." : "There is no such EVSE at this location.");
        const station: string = evse.stationId;
        const kept = await store.transaction(async (unit) => {
          unit.put(roamingStarts, commandId, { command: commandId, station, token: foldTokenValue(token.uid), at: clock.now(), ...(reference === undefined ? {} : { reference }) });
          return keepToken(unit, peer.id, token);
        });
        if (kept === "taken") return rejected("The number of the token is that of another token here.");
        send(commandId, station, { command: "start", token: referenceOf(token), evse: evse.number });
        return taken;
      },
      async STOP_SESSION({ session_id: id }, { peer, commandId }) {
        const session = await sessions.get(store, id);
        const partner = await partnerOf(store, session?.token?.value);
        if (session === undefined || partner?.peer !== peer.id || session.lifecycle !== "active") return { result: "UNKNOWN_SESSION", timeout: 0 };
        send(commandId, session.station, { command: "stop", transaction: session.transaction });
        return taken;
      },
      async RESERVE_NOW({ token, location_id: location, evse_uid: uid, expiry_date: expiry, reservation_id: number }, { peer, commandId }) {
        const until = parseInstant(expiry);
        if (!isOf(peer, token)) return rejected("The token is not of a party of yours.");
        if (until === undefined || until <= clock.now()) return rejected("expiry_date is over already.");
        const evse = await evseAt(location, uid);
        if (evse === undefined) return rejected("There is no such EVSE at this location, or none is free.");
        if ((await store.transaction((unit) => keepToken(unit, peer.id, token))) === "taken") return rejected("The number of the token is that of another token here.");
        inBackground(commandId, async () => {
          const key = encodeKey([peer.id, number.toUpperCase()]);
          // The same number again stands in the place of the first (OCPI ReserveNow.reservation_id).
          const earlier = await store.get(roamingReservations, key);
          if (earlier !== undefined) await csms().reservations.cancel(earlier.reservation, BY + commandId);
          const kept = await csms().reservations.reserve({ station: evse.stationId, evse: evse.number, token: referenceOf(token), until, requestedBy: BY + commandId });
          if (kept.outcome === "refused") return kept.reservation?.requestedBy === BY + commandId ? "FAILED" : "EVSE_OCCUPIED";
          await store.transaction((unit) => unit.put(roamingReservations, key, { reservation: kept.reservation.id, request: commandId }));
          return kept.outcome === "reserved" ? "ACCEPTED" : "TIMEOUT";
        });
        return taken;
      },
      async CANCEL_RESERVATION({ reservation_id: number }, { peer, commandId }) {
        const known = await store.get(roamingReservations, encodeKey([peer.id, number.toUpperCase()]));
        if (known === undefined) return rejected("There is no such reservation.");
        inBackground(commandId, async () => {
          const { state } = await csms().reservations.cancel(known.reservation, BY + commandId);
          return state === "cancelled" ? "ACCEPTED" : state === "requested" || state === "active" ? "TIMEOUT" : "UNKNOWN_RESERVATION";
        });
        return taken;
      },
      async UNLOCK_CONNECTOR({ location_id: location, evse_uid: uid, connector_id: connector }, { commandId }) {
        const evse = await evseAt(location, uid);
        const plug = evse?.connectors.find(({ number }) => String(number) === connector);
        if (evse === undefined || plug === undefined) return rejected("There is no such connector at this location.");
        send(commandId, evse.stationId, { command: "unlock", evse: evse.number, connector: plug.number });
        return taken;
      },
    },
    async commandDone(unit, payload) {
      const { requestedBy, command, outcome } = Done.parse(payload);
      // Reservations are told by what became of them, not by the answer to one command.
      if (!requestedBy.startsWith(BY) || command.command === "reserve" || command.command === "cancelReservation") return;
      await report(unit, requestedBy.slice(BY.length), resultOf(outcome, command.command));
    },
    async reservationChanged(unit, payload) {
      const { id, state, cancelRequestedBy } = Changed.parse(payload);
      if (state !== "cancelled" || cancelRequestedBy?.startsWith(BY) === true) return;
      const { items } = await unit.find(roamingReservations, { index: "byReservation", prefix: [id], limit: 1 });
      const request = items[0]?.body.request;
      if (request !== undefined) await results.report(unit, request, { result: "CANCELED_RESERVATION" });
    },
  };

  /** The outcome is told by `commandDone`, also after a restart. */
  function send(commandId: string, station: string, command: Command): void {
    csms().send(station, command, { key: commandId, requestedBy: BY + commandId }).catch((error: unknown) => failed(commandId, error));
  }

  function inBackground(commandId: string, work: () => Promise<CommandResultType>): void {
    work().then((result) => store.transaction((unit) => report(unit, commandId, { result }))).catch((error: unknown) => failed(commandId, error));
  }

  async function failed(commandId: string, error: unknown): Promise<void> {
    logger.error({ error, commandId }, "A command of a partner could not be carried out");
    await store.transaction((unit) => report(unit, commandId, { result: "FAILED" })).catch((again: unknown) => logger.error({ error: again, commandId }, "A partner could not be told that its command failed"));
  }

  /** Once, whoever knows first. */
  async function report(unit: Unit, commandId: string, result: CommandResult): Promise<void> {
    const request = await unit.get(partnerRequests, commandId);
    if (request !== undefined && request.results.length === 0) await results.report(unit, commandId, result);
  }

  /** The EVSE that is meant; without a uid one that is free. Ids compare without case. */
  async function evseAt(location: string, uid: string | undefined): Promise<Evse | undefined> {
    const published = await findPublished(store, "Location", { ...party, id: location });
    const free = published?.evses?.find(({ status }) => status === "AVAILABLE")?.uid;
    const wanted = (uid ?? free)?.toUpperCase();
    const site = published === undefined ? undefined : await store.get(locations, published.id);
    return site?.evses.find(({ id }) => id.toUpperCase() === wanted);
  }
}

const Outcome = z.object({ outcome: z.string(), reason: z.string().optional() });
const Done = z.object({ requestedBy: z.string(), command: z.object({ command: z.string() }), outcome: Outcome.optional() });
const Changed = z.object({ id: z.string(), state: z.string(), cancelRequestedBy: z.string().optional() });

function resultOf(outcome: z.output<typeof Outcome> | undefined, command: string): CommandResult {
  const text = outcome?.reason === undefined ? {} : { message: [{ language: "en", text: outcome.reason.slice(0, 512) }] };
  switch (outcome?.outcome) {
    case "accepted":
      return { result: "ACCEPTED" };
    case "rejected":
      return { result: command === "unlock" ? "FAILED" : "REJECTED", ...text };
    case "unsupported":
      return { result: "NOT_SUPPORTED", ...text };
    case "timeout":
      return { result: "TIMEOUT" };
    case "offline":
      return { result: "EVSE_INOPERATIVE", message: [{ language: "en", text: "The station is offline." }] };
    default:
      return { result: "FAILED", ...text };
  }
}

/** A card is what stations read; all else is known here only (OCPP 2.x IdTokenEnumType). */
function referenceOf({ uid, type }: Token): TokenReference {
  return { value: uid, type: type === "RFID" ? "ISO14443" : type === "EMAID" ? "eMAID" : "Central" };
}
