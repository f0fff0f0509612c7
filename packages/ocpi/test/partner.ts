import { createUlids, instant, type Scheduler } from "@cpokit/kernel";
import { createExchange } from "../src/client/create-exchange.ts";
import type { ClientOptions } from "../src/client/client-context.ts";
import type { Peer } from "../src/peers/peer.ts";
import type { OcpiVersion } from "../src/schema/version-facts.ts";
import type { Location, Session, Token } from "../src/v230/index.ts";

export const NOW = instant(1_772_360_000_000);
export const clock = { now: () => NOW };
/** Waits are over at once, unless they end a request. */
export const scheduler: Scheduler = { afterTurn: (run) => void setImmediate(run), after: (milliseconds, run) => (milliseconds >= 10_000 ? () => undefined : (setImmediate(run), () => undefined)) };
export const PARTNER = "https://partner.com/ocpi";

export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A partner that is a function; what it was asked is in `sent`. */
export function partner(answer: (request: Sent, place: number) => Response | Promise<Response>) {
  const sent: Sent[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const request: Sent = { method: init.method!, url, headers: new Headers(init.headers), body: typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : undefined };
    sent.push(request);
    return answer(request, sent.length - 1);
  };
  const options: ClientOptions = {
    exchange: createExchange({ fetch, scheduler }), clock, scheduler, ids: createUlids({ clock, random: () => 0.5 }), party: { countryCode: "DE", partyId: "ABC" },
  };
  return { sent, options, fetch };
}

export function envelope(data?: unknown, { http = 200, status = 1000, headers = {} }: { readonly http?: number; readonly status?: number; readonly headers?: Record<string, string> } = {}): Response {
  return new Response(JSON.stringify({ data, status_code: status, timestamp: "2026-03-01T10:00:00Z" }), { status: http, headers });
}

const MODULES = ["credentials", "locations", "sessions", "cdrs", "tariffs", "tokens", "commands", "chargingprofiles", "hubclientinfo", "invoicereconciliation", "payments", "bookings"];

export function connectedPeer(version: OcpiVersion, changes: Partial<Peer> = {}): Peer {
  const roles = version === "2.1.1" ? [undefined] : (["SENDER", "RECEIVER"] as const);
  return {
    id: "partner", status: "connected", inbound: [], outbound: { token: "secret", kind: "access" }, version, versionsUrl: `${PARTNER}/versions`,
    endpoints: MODULES.flatMap((module) => roles.map((role) => ({ module, ...(role === undefined ? {} : { role }), url: `${PARTNER}/${version}/${module}${role === "RECEIVER" ? "/receiver" : ""}` }))),
    roles: [{ role: "EMSP", country_code: "NL", party_id: "MSP", business_details: { name: "An eMSP" } }], profile: {}, updatedAt: NOW, ...changes,
  };
}

export const LOCATION: Location = {
  country_code: "DE", party_id: "ABC", id: "LOC1", publish: true, address: "Main Street 1", city: "Berlin", postal_code: "10115", country: "DEU",
  coordinates: { latitude: "52.520008", longitude: "13.404954" }, time_zone: "Europe/Berlin", last_updated: "2026-03-01T10:00:00Z",
  evses: [1, 2].map((number) => ({
    uid: `E${number}`, evse_id: `DE*ABC*E${number}`, status: "AVAILABLE", last_updated: "2026-03-01T10:00:00Z",
    connectors: [{ id: "1", standard: "IEC_62196_T2", format: "SOCKET", power_type: "AC_3_PHASE", max_voltage: 230, max_amperage: 32, last_updated: "2026-03-01T10:00:00Z" }],
  })),
};

export const SESSION: Session = {
  country_code: "DE", party_id: "ABC", id: "S1", start_date_time: "2026-03-01T09:00:00Z", kwh: 1.5,
  cdr_token: { country_code: "NL", party_id: "MSP", uid: "04A2", type: "RFID", contract_id: "NL-MSP-C1" }, auth_method: "WHITELIST",
  location_id: "LOC1", evse_uid: "E1", connector_id: "1", currency: "EUR", status: "ACTIVE", last_updated: "2026-03-01T10:00:00Z",
  charging_periods: [{ start_date_time: "2026-03-01T09:00:00Z", dimensions: [{ type: "ENERGY", volume: 1.5 }] }],
};

export const TOKEN: Token = {
  country_code: "NL", party_id: "MSP", uid: "04A2", type: "RFID", contract_id: "NL-MSP-C1", issuer: "An eMSP", valid: true, whitelist: "ALLOWED", last_updated: "2026-03-01T10:00:00Z",
};
