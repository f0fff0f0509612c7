import { isPlainObject } from "../schema/clean.ts";
import { receivedObjects } from "../peers/received.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { Incoming, PartyId } from "../server/call.ts";
import { outcomeFor211, outcomeFrom211 } from "../server/command-outcomes.ts";
import type { Operation } from "../server/operations.ts";
import type { Platform } from "../server/options.ts";
import { CODES, done, refuse, type Reply } from "../server/reply.ts";
import { bare } from "../server/request-results.ts";
import { broadcast } from "./broadcast.ts";
import { findReceiver, isParty, partyOf } from "./find-receiver.ts";
import { forward, type Forwarded } from "./forward.ts";
import { forwardedUrls } from "./forwarded.ts";
import { getAll } from "./get-all.ts";
import { replaceResponseUrl } from "./response-url.ts";

/**
 * What a hub does with a request, by its routing headers: to a party of another partner (direct), to the hub itself (broadcast of what is
 * pushed, GET of all that there is), to nobody (open: the hub finds out). What is for a party of ours is answered here.
 */
export function hubOperation(own: Operation | undefined): Operation {
  return async (platform, incoming) => {
    const { call, endpoint } = incoming;
    const { hubPartyId = "", parties } = platform;
    if (endpoint.role === "SENDER" && endpoint.method === "POST" && (endpoint.module === "commands" || endpoint.module === "chargingprofiles")) return forwardResult(platform, incoming);
    if (endpoint.module === "cdrs" && endpoint.role === "RECEIVER" && endpoint.method === "GET") return getForwardedCdr(platform, incoming);
    const { to } = call;
    if (to !== undefined && isParty(to, hubPartyId)) {
      if (endpoint.method === "GET" && endpoint.isList === true) return getAll(platform, incoming);
      if (endpoint.role === "RECEIVER" && endpoint.method !== "GET" && endpoint.method !== "DELETE") return broadcast(platform, incoming, own);
      return refuse(200, CODES.hub, "To the hub go GETs of lists and what is pushed; name the party that is meant.");
    }
    if (to !== undefined && parties.some(({ country_code: country, party_id: party }) => isParty(to, country + party))) return own === undefined ? refuse(404, CODES.client, "There is nothing at this URL.") : own(platform, incoming);
    const receiver = to ?? (await receiverOf(platform, incoming)) ?? refuse(200, CODES.unknownReceiver, "Nothing tells whom this is for; name the party in OCPI-to.");
    return direct(platform, incoming, receiver);
  };
}

async function direct(platform: Platform, incoming: Incoming, to: PartyId): Promise<Reply> {
  const { call, endpoint } = incoming;
  const peer = await findReceiver(platform, call, to, endpoint.module, endpoint.role);
  const destination = { peer, to, from: call.from };
  const forwarded = await forward(platform, incoming, { ...destination, ...(await replaceResponseUrl(platform, incoming, destination)) });
  return { ...forwarded.reply, headers: { ...forwarded.reply.headers, ...(await headersOf(platform, incoming, peer.id, forwarded)), ...backFrom(to, call.from) } };
}

/** Links and locations that the receiver gave become ours. */
async function headersOf({ store }: Platform, { call, publicUrl, body }: Incoming, owner: string, { headers }: Forwarded): Promise<Readonly<Record<string, string>>> {
  const link = /<[^>?]*\?([^>]*)>\s*;\s*rel="?next"?/.exec(headers.get("link") ?? "")?.[1];
  const location = headers.get("location");
  const next = link === undefined ? {} : { Link: `<${publicUrl}?${link}>; rel="next"` };
  if (location === null || !isPlainObject(body)) return next;
  const { countryCode = "", partyId = "" } = call.from ?? {};
  const url = `${publicUrl}/${[countryCode, partyId, String(body["id"])].map(encodeURIComponent).join("/")}`;
  await store.transaction((unit) => unit.put(forwardedUrls, url, { id: url, owner, url: location, user: call.peer.id, ...(call.from === undefined ? {} : { from: call.from }), ...(call.to === undefined ? {} : { to: call.to }) }));
  return { ...next, Location: url };
}

async function getForwardedCdr(platform: Platform, incoming: Incoming): Promise<Reply> {
  const { store, peers } = platform;
  const known = await store.get(forwardedUrls, incoming.publicUrl);
  const peer = known === undefined || known.user !== incoming.call.peer.id ? undefined : await peers.get(known.owner);
  if (known === undefined || peer?.outbound === undefined) return refuse(404, CODES.unknownObject, "There is no such CDR.");
  return (await forward(platform, incoming, { peer, to: known.to ?? partyOf(peer), from: known.from, url: known.url })).reply;
}

/** The outcome of a command, on its way back to who commanded. */
async function forwardResult(platform: Platform, incoming: Incoming): Promise<Reply> {
  const { store, peers } = platform;
  const { call, params } = incoming;
  const known = await store.get(forwardedUrls, Object.values(params).at(-1)!);
  const peer = known === undefined || known.user !== call.peer.id ? undefined : await peers.get(known.owner);
  if (known === undefined || peer?.outbound === undefined) return refuse(404, CODES.unknownObject, "There is no such request.");
  const { takes: _, ...endpoint } = incoming.endpoint;
  const body = inVersion(bare(incoming), call.version, peer.version ?? call.version);
  const { reply } = await forward(platform, { ...incoming, endpoint }, { peer, to: known.from ?? partyOf(peer), from: known.to ?? call.from, url: known.url, body });
  return reply.code >= 2000 ? reply : done();
}

function inVersion(outcome: unknown, from: OcpiVersion, to: OcpiVersion): unknown {
  if (from === to || !isPlainObject(outcome) || (from !== "2.1.1" && to !== "2.1.1")) return outcome;
  return to === "2.1.1" ? { result: outcomeFor211(outcome["result"]) } : { ...outcome, result: outcomeFrom211(outcome["result"]) };
}

/** Open routing: what the request itself tells of its receiver, or what the hub was told of the object. */
async function receiverOf({ store, findOpenReceiver }: Platform, incoming: Incoming): Promise<PartyId | undefined> {
  const { body, endpoint, call, params } = incoming;
  const told = await findOpenReceiver?.(call, { module: endpoint.module, method: endpoint.method, params, body });
  if (told !== undefined) return told;
  if (!isPlainObject(body)) return undefined;
  const { cdr_token: token, location_id: locationId } = body;
  if (isPlainObject(token) && typeof token["country_code"] === "string" && typeof token["party_id"] === "string") return { countryCode: token["country_code"], partyId: token["party_id"] };
  if (endpoint.module !== "commands" || typeof locationId !== "string") return undefined;
  const { items } = await store.find(receivedObjects, { index: "byId", prefix: ["Location", locationId.toUpperCase()], limit: 2 });
  return items.length === 1 ? items[0]!.body.key : undefined;
}

function backFrom({ countryCode, partyId }: PartyId, to: PartyId | undefined): Readonly<Record<string, string>> {
  return {
    "OCPI-from-country-code": countryCode, "OCPI-from-party-id": partyId,
    ...(to === undefined ? {} : { "OCPI-to-country-code": to.countryCode, "OCPI-to-party-id": to.partyId }),
  };
}
