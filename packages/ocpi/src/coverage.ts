import { KINDS, type Kind } from "./peers/kinds.ts";
import type { EndpointFact } from "./schema/endpoint-fact.ts";
import type { OcpiVersion } from "./schema/version-facts.ts";
import { operationOf } from "./server/operations.ts";
import type { OcpiModules } from "./server/ports.ts";
import { endpoints211 } from "./v211/index.ts";
import { endpoints221 } from "./v221/index.ts";
import { endpoints230 } from "./v230/index.ts";

/** What becomes of one request of a version. */
export interface OcpiCoverage {
  readonly version: OcpiVersion;
  readonly endpoint: EndpointFact;
  /** The member of `modules` of `createOcpiHandler` that answers it, as `owned.Location`; empty when nothing does. */
  readonly servedBy: string;
  /** The member of the client of a peer that sends it, as `locations.page`; `call` is any request in wire form. `push` sends those of receivers too, where it says so. */
  readonly askedBy: readonly string[];
}

const ENDPOINTS: Readonly<Record<OcpiVersion, readonly EndpointFact[]>> = { "2.1.1": endpoints211, "2.2.1": endpoints221, "2.3.0": endpoints230 };

const KIND_NAMES = Object.keys(KINDS) as Kind[];
const PORTS: readonly string[] = [
  ...KIND_NAMES.map((kind) => `owned.${kind}`), ...KIND_NAMES.map((kind) => `received.${kind}`),
  ...["START_SESSION", "STOP_SESSION", "RESERVE_NOW", "CANCEL_RESERVATION", "UNLOCK_CONNECTOR"].map((command) => `commands.${command}`),
  "authorize", "chargingPreferences", "commandResults", "chargingProfiles.active", "chargingProfiles.set", "chargingProfiles.clear", "chargingProfileResults", "activeChargingProfile",
  "terminals", "book",
];

/** What of the client sends a request; those that are missing go through `call`. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  "SENDER GET locations": ["locations.page", "locations.pull"],
  "SENDER GET locations/{location_id}": ["locations.location"],
  "SENDER GET locations/{location_id}/{evse_uid}": ["locations.evse"],
  "SENDER GET locations/{location_id}/{evse_uid}/{connector_id}": ["locations.connector"],
  "RECEIVER GET locations/{country_code}/{party_id}/{location_id}": ["locations.ours.get"],
  "RECEIVER GET locations/{country_code}/{party_id}/{location_id}/{evse_uid}": ["locations.ours.getEvse"],
  "RECEIVER PUT locations/{country_code}/{party_id}/{location_id}": ["locations.ours.put", "push"],
  "RECEIVER PUT locations/{country_code}/{party_id}/{location_id}/{evse_uid}": ["locations.ours.putEvse", "push"],
  "RECEIVER PUT locations/{country_code}/{party_id}/{location_id}/{evse_uid}/{connector_id}": ["locations.ours.putConnector"],
  "RECEIVER PATCH locations/{country_code}/{party_id}/{location_id}": ["push"],
  "RECEIVER PATCH locations/{country_code}/{party_id}/{location_id}/{evse_uid}": ["push"],
  "SENDER GET sessions": ["sessions.page", "sessions.pull"],
  "SENDER PUT sessions/{session_id}/charging_preferences": ["sessions.setPreferences"],
  "RECEIVER GET sessions/{country_code}/{party_id}/{session_id}": ["sessions.ours.get"],
  "RECEIVER PUT sessions/{country_code}/{party_id}/{session_id}": ["sessions.ours.put", "push"],
  "RECEIVER PATCH sessions/{country_code}/{party_id}/{session_id}": ["push"],
  "SENDER GET cdrs": ["cdrs.page", "cdrs.pull"],
  "RECEIVER POST cdrs": ["cdrs.post", "push"],
  "RECEIVER GET cdrs/{country_code}/{party_id}/{cdr_id}": ["cdrs.at"],
  "SENDER GET tariffs": ["tariffs.page", "tariffs.pull"],
  "RECEIVER GET tariffs/{country_code}/{party_id}/{tariff_id}": ["tariffs.ours.get"],
  "RECEIVER PUT tariffs/{country_code}/{party_id}/{tariff_id}": ["tariffs.ours.put", "push"],
  "RECEIVER DELETE tariffs/{country_code}/{party_id}/{tariff_id}": ["tariffs.ours.delete", "push"],
  "SENDER GET tokens": ["tokens.page", "tokens.pull"],
  "SENDER POST tokens/{token_uid}/authorize": ["tokens.authorize"],
  "RECEIVER GET tokens/{country_code}/{party_id}/{token_uid}": ["tokens.ours.get"],
  "RECEIVER PUT tokens/{country_code}/{party_id}/{token_uid}": ["tokens.ours.put", "push"],
  "RECEIVER PATCH tokens/{country_code}/{party_id}/{token_uid}": ["push"],
  "RECEIVER GET chargingprofiles/{session_id}": ["chargingProfiles.get"],
  "RECEIVER PUT chargingprofiles/{session_id}": ["chargingProfiles.set"],
  "RECEIVER DELETE chargingprofiles/{session_id}": ["chargingProfiles.clear"],
  "SENDER PUT chargingprofiles/{session_id}": ["chargingProfiles.report"],
  "SENDER GET hubclientinfo": ["hubClientInfo.page", "hubClientInfo.pull"],
  "RECEIVER GET hubclientinfo/{country_code}/{party_id}": ["hubClientInfo.ours.get"],
  "RECEIVER PUT hubclientinfo/{country_code}/{party_id}": ["hubClientInfo.ours.put", "push"],
  "SENDER GET invoicereconciliation": ["invoiceReconciliation.page", "invoiceReconciliation.pull"],
  "RECEIVER GET invoicereconciliation/{country_code}/{party_id}/{id}": ["invoiceReconciliation.ours.get"],
  "RECEIVER POST invoicereconciliation": ["invoiceReconciliation.ours.post"],
  "RECEIVER PUT invoicereconciliation/{country_code}/{party_id}/{id}": ["invoiceReconciliation.ours.put", "push"],
  "RECEIVER DELETE invoicereconciliation/{country_code}/{party_id}/{id}": ["invoiceReconciliation.ours.delete", "push"],
  "SENDER GET payments/terminals": ["payments.terminals.page", "payments.terminals.pull"],
  "SENDER GET payments/terminals/{terminal_id}": ["payments.terminals.get"],
  "SENDER PUT payments/terminals/{terminal_id}": ["payments.terminals.put"],
  "SENDER POST payments/terminals/activate": ["payments.terminals.activate"],
  "SENDER POST payments/terminals/{terminal_id}/deactivate": ["payments.terminals.deactivate"],
  "RECEIVER POST payments/terminals": ["payments.terminals.post", "push"],
  "SENDER GET payments/financial-advice-confirmations": ["payments.confirmations.page", "payments.confirmations.pull"],
  "SENDER GET payments/financial-advice-confirmations/{financial_advice_confirmation_id}": ["payments.confirmations.get"],
  "RECEIVER POST payments/financial-advice-confirmations": ["payments.confirmations.post", "push"],
  "SENDER GET bookings": ["bookings.page", "bookings.pull"],
  "SENDER POST bookings": ["bookings.request"],
  "SENDER GET bookings/booking_locations": ["bookings.locations.page", "bookings.locations.pull"],
  "SENDER GET bookings/booking_locations/{booking_location_id}": ["bookings.locations.location"],
  "SENDER GET bookings/booking_locations/{booking_location_id}/{calendar_id}": ["bookings.locations.calendar"],
  "RECEIVER GET bookings/{country_code}/{party_id}/booking_locations/{booking_location_id}": ["bookings.ours.getLocation"],
  "RECEIVER PUT bookings/{country_code}/{party_id}/booking_locations/{booking_location_id}": ["bookings.ours.putLocation", "push"],
  "RECEIVER PUT bookings/{country_code}/{party_id}/booking_locations/{booking_location_id}/{calendar_id}": ["bookings.ours.putCalendar"],
  "RECEIVER GET bookings/{country_code}/{party_id}/{booking_id}": ["bookings.ours.get"],
  "RECEIVER PUT bookings/{country_code}/{party_id}/{booking_id}": ["bookings.ours.put", "push"],
};

/** Where every request of the functional modules of a version is answered, and what sends it: one row per endpoint. */
export function coverage(version: OcpiVersion): readonly OcpiCoverage[] {
  return ENDPOINTS[version].map((endpoint) => ({
    version, endpoint,
    servedBy: PORTS.find((port) => operationOf(offering(port), endpoint) !== undefined) ?? "",
    askedBy: askedBy(version, endpoint),
  }));
}

function askedBy(version: OcpiVersion, { role, method, module, path }: EndpointFact): readonly string[] {
  // Before 2.2 a PATCH replaces the charging periods (E28): there sessions are told whole.
  if (version === "2.1.1" && module === "sessions" && method === "PATCH") return ["call"];
  if (module === "commands") return role === "RECEIVER" ? ["commands.send"] : ["results.report"];
  if (module === "chargingprofiles" && method === "POST") return ["results.report"];
  return ASKED[`${role} ${method} ${[module, ...path].join("/")}`] ?? ["call"];
}

/** Modules that offer one thing only; nothing of it is ever called. */
function offering(port: string): OcpiModules {
  const [module, member] = port.split(".") as [string, string?];
  const offered = { page: port, get: port };
  return { [module]: member === undefined ? offered : { [member]: offered } };
}
