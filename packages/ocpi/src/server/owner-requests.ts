import type { Json } from "../convert/narrow.ts";
import type { BookingRequest, ChargingPreferences, LocationReferences, Terminal } from "../v230/index.ts";
import type { Operation } from "./operations.ts";
import { CODES, done, refuse } from "./reply.ts";
import { canonicalize, readWire, say } from "./wire.ts";

/** POST tokens/{uid}/authorize: an unknown token is HTTP 404 and OCPI 2004, a blocked one is success (E18, roaming 7). */
export const authorizeToken: Operation = async ({ modules }, incoming) => {
  const { call, params, url, body } = incoming;
  const reference = body === undefined ? undefined : canonicalize("LocationReferences", readWire(incoming, "LocationReferences"), call);
  // E29: connector ids are of no use and are not passed on.
  const { connector_ids: _, ...location } = reference ?? {};
  // E19: 2.1.1 writes the parameter in two ways.
  const type = url.searchParams.get("type") ?? url.searchParams.get("token_type") ?? "RFID";
  const answer = await modules.authorize!({ uid: params["token_uid"]!, type, ...(reference === undefined ? {} : { location: location as unknown as LocationReferences }) }, call);
  if (answer === "unknown-token") return refuse(404, CODES.unknownToken, "There is no such token.");
  if (answer === "location-needed") return refuse(200, CODES.incomplete, "A location is needed to decide about this token.");
  return done(say("AuthorizationInfo", answer, call.version).wire);
};

/** PUT sessions/{id}/charging_preferences. */
export const changePreferences: Operation = async ({ modules }, incoming) => {
  const { call, params } = incoming;
  const answer = await modules.chargingPreferences!(params["session_id"]!, readWire(incoming, "ChargingPreferences") as unknown as ChargingPreferences, call);
  return answer === undefined ? refuse(404, CODES.unknownObject, "There is no such Session.") : done(answer);
};

/** PUT, PATCH, activate and deactivate of terminals (2.3.0 payments). */
export const changeTerminal: Operation = async ({ modules }, incoming) => {
  const { call, params, endpoint } = incoming;
  const { put, patch, activate, deactivate } = modules.terminals!;
  const id = params["terminal_id"] ?? "";
  const unknown = (): never => refuse(404, CODES.unknownObject, "There is no such Terminal.");
  if (endpoint.path.at(-1) === "deactivate") return (await deactivate(id, call)) ? done() : unknown();
  const wire: Json = readWire(incoming, "Terminal", endpoint.isPartial === true);
  if (endpoint.path.at(-1) === "activate") {
    const terminal = await activate(wire, call);
    return terminal === undefined ? unknown() : done(terminal);
  }
  const given = wire["terminal_id"];
  if (typeof given === "string" && given.toUpperCase() !== id.toUpperCase()) refuse(200, CODES.invalid, "/terminal_id: URL and body name different objects.");
  const isKnown = endpoint.method === "PUT" ? await put(id, wire as unknown as Terminal, call) : await patch(id, wire, call);
  return isKnown ? done() : unknown();
};

/** POST bookings (2.3.0 bookings). */
export const book: Operation = async ({ modules }, incoming) =>
  done(await modules.book!(readWire(incoming, "BookingRequest") as unknown as BookingRequest, incoming.call), { http: 201 });
