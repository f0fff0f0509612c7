import type { Instant } from "@cpokit/kernel";
import type { Kind, Kinds } from "../peers/kinds.ts";
import type { ReceivedListeners } from "../peers/received.ts";
import type {
  ActiveChargingProfile, AuthorizationInfo, Booking, BookingRequest, CancelReservation, ChargingPreferences, ChargingPreferencesResponse, ChargingProfileResponse,
  CommandResponse, LocationReferences, ReserveNow, SetChargingProfile, StartSession, StopSession, Terminal, UnlockConnector,
} from "../v230/index.ts";
import type { OcpiCall, PartyId } from "./call.ts";

/** Which page of our objects is asked for. */
export interface PageQuery {
  /** `last_updated` at or after this. */
  readonly from?: Instant;
  /** `last_updated` before this. */
  readonly to?: Instant;
  readonly limit: number;
  /** How many objects come before the page. A source that gives cursors may leave it aside while `after` is there. */
  readonly offset: number;
  /** The `next` of the page before. */
  readonly after?: string;
  /** Objects of this party of ours only. */
  readonly party?: PartyId;
  /** Whether the partner may see an object; a source that does not ask counts objects that it is not shown. */
  readonly isFor: (object: object) => boolean;
  /** All parameters of the request, for those that only one module has. */
  readonly parameters: URLSearchParams;
}

/** A page of our objects, in the canonical shape. */
export interface OwnedPage<Value> {
  readonly items: readonly Value[];
  /** How many objects the query finds in all; asked of `count` when absent. */
  readonly total?: number;
  /** Where the next page starts, for sources whose order holds while objects change; `offset` is used when absent. */
  readonly next?: string;
}

/** Objects of ours that partners read. */
export interface OwnedSource<Value> {
  page(query: PageQuery, call: OcpiCall): Promise<OwnedPage<Value>> | OwnedPage<Value>;
  /** All partners see the same: a page that is kept for one may be served to another. */
  readonly isShared?: boolean;
  /** Asked on the first page of a crawl, when pages do not tell their total. */
  count?(query: PageQuery, call: OcpiCall): Promise<number> | number;
  get?(id: string, call: OcpiCall): Promise<Value | undefined> | Value | undefined;
}

/** The sources of each kind that we own. */
export type OwnedSources = { readonly [Name in Kind]?: OwnedSource<Kinds[Name]> };

/** A command or charging profile of a partner: report its outcome later with this id (`createResults`). */
export interface RequestCall extends OcpiCall {
  readonly commandId: string;
}

/** What partners command. The answer tells only whether we take it on; the outcome is reported when it is known. */
export interface CommandHandlers {
  readonly START_SESSION?: (command: StartSession, call: RequestCall) => Promise<CommandResponse> | CommandResponse;
  readonly STOP_SESSION?: (command: StopSession, call: RequestCall) => Promise<CommandResponse> | CommandResponse;
  readonly RESERVE_NOW?: (command: ReserveNow, call: RequestCall) => Promise<CommandResponse> | CommandResponse;
  readonly CANCEL_RESERVATION?: (command: CancelReservation, call: RequestCall) => Promise<CommandResponse> | CommandResponse;
  readonly UNLOCK_CONNECTOR?: (command: UnlockConnector, call: RequestCall) => Promise<CommandResponse> | CommandResponse;
}

/** Charging profiles for sessions at our stations. */
export interface ChargingProfileHandlers {
  /** `duration` in seconds. */
  readonly active?: (sessionId: string, duration: number, call: RequestCall) => Promise<ChargingProfileResponse> | ChargingProfileResponse;
  readonly set?: (sessionId: string, profile: SetChargingProfile, call: RequestCall) => Promise<ChargingProfileResponse> | ChargingProfileResponse;
  readonly clear?: (sessionId: string, call: RequestCall) => Promise<ChargingProfileResponse> | ChargingProfileResponse;
}

/** The outcome of a request of ours, on the response_url that we gave: `.../{request}/{id}` (E27). */
export interface RequestResult {
  /** The command, or `ACTIVE`, `SET` and `CLEAR` for charging profiles. */
  readonly request: string;
  readonly id: string;
  /** A result in the shape of 2.3.0; a CommandResponse of 2.1.1 was made one. */
  readonly result: Readonly<Record<string, unknown>>;
}

/** `false`: we gave no such response_url to this partner. */
export type ResultListener = (result: RequestResult, call: OcpiCall) => Promise<boolean> | boolean;

/** Payment terminals that partners manage with us (2.3.0 payments, SENDER). */
export interface TerminalHandlers {
  /** `false`: there is no such terminal. */
  readonly put: (id: string, terminal: Terminal, call: OcpiCall) => Promise<boolean> | boolean;
  readonly patch: (id: string, changes: Partial<Terminal>, call: OcpiCall) => Promise<boolean> | boolean;
  readonly activate: (terminal: Partial<Terminal>, call: OcpiCall) => Promise<Terminal | undefined> | Terminal | undefined;
  readonly deactivate: (id: string, call: OcpiCall) => Promise<boolean> | boolean;
}

/** What a platform offers and takes. What is left out is not advertised. All objects are in the shape of 2.3.0. */
export interface OcpiModules {
  /** Objects of ours, by kind: partners read them. */
  readonly owned?: OwnedSources;
  /** Objects of partners, by kind: they push them, and listeners hear of it in the unit of work that stores them. */
  readonly received?: ReceivedListeners;
  /** Real-time authorization of a token of ours. */
  readonly authorize?: (token: { readonly uid: string; readonly type: string; readonly location?: LocationReferences }, call: OcpiCall) => Promise<AuthorizationInfo | "unknown-token" | "location-needed"> | AuthorizationInfo | "unknown-token" | "location-needed";
  /** Preferences of a driver for a session of ours; `undefined`: there is no such session. */
  readonly chargingPreferences?: (sessionId: string, preferences: ChargingPreferences, call: OcpiCall) => Promise<ChargingPreferencesResponse | undefined> | ChargingPreferencesResponse | undefined;
  readonly commands?: CommandHandlers;
  /** Outcomes of commands that we sent. */
  readonly commandResults?: ResultListener;
  readonly chargingProfiles?: ChargingProfileHandlers;
  /** Outcomes of charging profile requests that we sent. */
  readonly chargingProfileResults?: ResultListener;
  /** A charging profile that changed without our doing; `false`: there is no such session. */
  readonly activeChargingProfile?: (sessionId: string, profile: ActiveChargingProfile, call: OcpiCall) => Promise<boolean> | boolean;
  readonly terminals?: TerminalHandlers;
  /** A request for a booking at our locations; the same `request_id` again is the same booking. */
  readonly book?: (request: BookingRequest, call: OcpiCall) => Promise<Booking> | Booking;
}
