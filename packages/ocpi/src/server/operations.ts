import { KINDS, type Kind } from "../peers/kinds.ts";
import type { EndpointFact } from "../schema/endpoint-fact.ts";
import type { Incoming } from "./call.ts";
import { clearProfile, getActiveProfile, receiveActiveProfile, setProfile } from "./charging-profiles.ts";
import { receiveCommand } from "./commands.ts";
import type { Platform } from "./options.ts";
import { getOwned, listOwned } from "./owned.ts";
import { authorizeToken, book, changePreferences, changeTerminal } from "./owner-requests.ts";
import type { CommandHandlers, OcpiModules } from "./ports.ts";
import { deleteReceived, getReceived, patchReceived, postReceived, putReceived } from "./received.ts";
import type { Reply } from "./reply.ts";
import { receiveResult } from "./request-results.ts";

/** Answers the requests of one endpoint. */
export type Operation = (platform: Platform, incoming: Incoming) => Promise<Reply>;

/** Endpoints that are no objects of ours or of partners, and the port that answers them. */
const REQUESTS: Readonly<Record<string, readonly [port: (modules: OcpiModules) => unknown, operation: Operation]>> = {
  "SENDER POST tokens/{token_uid}/authorize": [({ authorize }) => authorize, authorizeToken],
  "SENDER PUT sessions/{session_id}/charging_preferences": [({ chargingPreferences }) => chargingPreferences, changePreferences],
  "SENDER POST commands/{command}/{command_id}": [({ commandResults }) => commandResults, receiveResult],
  "SENDER POST chargingprofiles/{request}/{request_id}": [({ chargingProfileResults }) => chargingProfileResults, receiveResult],
  "SENDER PUT chargingprofiles/{session_id}": [({ activeChargingProfile }) => activeChargingProfile, receiveActiveProfile],
  "RECEIVER GET chargingprofiles/{session_id}": [({ chargingProfiles }) => chargingProfiles?.active, getActiveProfile],
  "RECEIVER PUT chargingprofiles/{session_id}": [({ chargingProfiles }) => chargingProfiles?.set, setProfile],
  "RECEIVER DELETE chargingprofiles/{session_id}": [({ chargingProfiles }) => chargingProfiles?.clear, clearProfile],
  "SENDER PUT payments/terminals/{terminal_id}": [({ terminals }) => terminals, changeTerminal],
  "SENDER PATCH payments/terminals/{terminal_id}": [({ terminals }) => terminals, changeTerminal],
  "SENDER POST payments/terminals/activate": [({ terminals }) => terminals, changeTerminal],
  "SENDER POST payments/terminals/{terminal_id}/deactivate": [({ terminals }) => terminals, changeTerminal],
  "SENDER POST bookings": [(modules) => modules.book, book],
};

/** What answers an endpoint; `undefined` when the application offers nothing for it. */
export function operationOf(modules: OcpiModules, endpoint: EndpointFact): Operation | undefined {
  const { module, role, method, path } = endpoint;
  const request = REQUESTS[`${role} ${method} ${[module, ...path].join("/")}`];
  if (request !== undefined) return request[0](modules) === undefined ? undefined : request[1];
  if (module === "commands") return modules.commands?.[path[0] as keyof CommandHandlers] === undefined ? undefined : receiveCommand;
  const kind = kindOf(endpoint);
  return role === "SENDER" ? ownedOperation(modules, kind, endpoint) : receivedOperation(modules, kind, endpoint);
}

function ownedOperation({ owned = {} }: OcpiModules, kind: Kind, { isList, gives = kind }: EndpointFact): Operation | undefined {
  const source = owned[kind];
  if (source === undefined) return undefined;
  if (isList === true) return listOwned(kind);
  return source.get === undefined ? undefined : getOwned(kind, gives);
}

function receivedOperation({ received = {} }: OcpiModules, kind: Kind, { method, gives = kind, takes = kind }: EndpointFact): Operation | undefined {
  if (received[kind] === undefined) return undefined;
  switch (method) {
    case "GET": return getReceived(kind, gives);
    case "PUT": return putReceived(kind, takes);
    case "PATCH": return patchReceived(kind, takes);
    case "POST": return postReceived(kind);
    case "DELETE": return deleteReceived(kind);
  }
}

const WHOLES: Readonly<Record<string, Kind>> = { EVSE: "Location", Connector: "Location", Calendar: "BookingLocation" };

/** The kind that an endpoint is about, also where it gives and takes nothing (DELETE) or parts. */
function kindOf({ module, gives, takes }: EndpointFact): Kind {
  const name = gives ?? takes ?? "";
  return WHOLES[name] ?? (name in KINDS ? (name as Kind) : (Object.keys(KINDS) as Kind[]).find((kind) => KINDS[kind].module === module)!);
}
