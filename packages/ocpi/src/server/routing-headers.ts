import { partyKey, type Peer } from "../peers/peer.ts";
import type { PartyId } from "./call.ts";
import type { Platform } from "./options.ts";
import type { PlainRequest } from "./plain.ts";
import { CODES, refuse } from "./reply.ts";

/** Whom a request is from and for. */
export interface Routing {
  readonly from?: PartyId;
  readonly to?: PartyId;
}

/** Answered by the platform itself. */
export const UNROUTED: ReadonlySet<string> = new Set(["versions", "credentials", "hubclientinfo"]);

/** The routing headers of a request (2.2 and later); missing ones are what they can only be (roaming 25). */
export function readRouting(headers: PlainRequest["headers"], { roles, hub }: Peer, { parties, hubPartyId }: Platform): Routing {
  const [from, to] = [partyIn(headers, "from"), partyIn(headers, "to")];
  if (from !== undefined && hub === undefined && !roles.some(({ country_code: country, party_id: party }) => isSame(from, country, party))) {
    refuse(200, CODES.invalid, `OCPI-from ${from.countryCode} ${from.partyId} is none of the parties of this connection.`);
  }
  const isOurs = to === undefined || parties.some(({ country_code: country, party_id: party }) => isSame(to, country, party));
  // What is for others goes on, if we are a hub.
  if (!isOurs && hubPartyId === undefined) refuse(200, CODES.invalid, `OCPI-to ${to.countryCode} ${to.partyId} is none of our parties.`);
  const [only] = roles;
  const sender = from ?? (roles.length === 1 && hub === undefined ? { countryCode: only!.country_code, partyId: only!.party_id } : undefined);
  return { ...(sender === undefined ? {} : { from: sender }), ...(to === undefined ? {} : { to }) };
}

/** The routing headers of the answer: back to where the request came from. */
export function answerRouting({ from, to }: Routing, { parties }: Platform): Readonly<Record<string, string>> {
  if (from === undefined) return {};
  const own = to ?? { countryCode: parties[0].country_code, partyId: parties[0].party_id };
  return {
    "OCPI-from-country-code": own.countryCode, "OCPI-from-party-id": own.partyId,
    "OCPI-to-country-code": from.countryCode, "OCPI-to-party-id": from.partyId,
  };
}

function partyIn(headers: PlainRequest["headers"], direction: "from" | "to"): PartyId | undefined {
  const [countryCode, partyId] = [headers.get(`OCPI-${direction}-country-code`), headers.get(`OCPI-${direction}-party-id`)];
  return countryCode === null || partyId === null || countryCode === "" || partyId === "" ? undefined : { countryCode, partyId };
}

function isSame({ countryCode, partyId }: PartyId, country: string, party: string): boolean {
  return partyKey(countryCode, partyId) === partyKey(country, party);
}
