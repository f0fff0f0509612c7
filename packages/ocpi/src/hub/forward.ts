import { isCpoError } from "@cpokit/kernel";
import { applyPatch } from "../rules/merge-patch.ts";
import { endpointOf, urlOf } from "../client/endpoint-url.ts";
import type { Json } from "../convert/narrow.ts";
import type { ExchangeRequest, ExchangeResponse } from "../peers/exchange.ts";
import type { Peer } from "../peers/peer.ts";
import { isPlainObject } from "../schema/clean.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { encodingOf, newToken } from "../transport/credentials-token.ts";
import type { Incoming, PartyId } from "../server/call.ts";
import type { Platform } from "../server/options.ts";
import { CODES, refuse, type Reply } from "../server/reply.ts";
import { ownerOf } from "../server/wire.ts";
import { bridge, type Bridge } from "./bridge.ts";

/** Where a request goes on to. */
export interface Destination {
  readonly peer: Peer;
  /** Whom the receiver sees as the one that is meant, and as the one that asks. */
  readonly to: PartyId;
  readonly from: PartyId | undefined;
  /** Instead of the endpoint. */
  readonly url?: string;
  /** Instead of the one that came: a response_url of ours, a query of a page. */
  readonly body?: unknown;
  readonly query?: URLSearchParams;
}

/** A receiver's answer with data in the version of the one that asked. */
export interface Forwarded {
  readonly reply: Reply;
  readonly headers: Headers;
}

/**
 * Sends a request on: same path behind the receiver's endpoint, new request id, same correlation id, body and answer in the version that
 * each side speaks.
 *
 * @throws `ocpi.refused` with 4xxx when the receiver cannot be reached or cannot be told
 */
export async function forward(platform: Platform, incoming: Incoming, destination: Destination): Promise<Forwarded> {
  const { call, endpoint, url, params } = incoming;
  const { peer } = destination;
  const version = peer.version ?? call.version;
  const segments = endpoint.path.map((segment) => (segment.startsWith("{") ? params[segment.slice(1, -1)]! : segment));
  const target = destination.url ?? urlOf(endpointOf(peer, endpoint.module, endpoint.role)!, segments, Object.fromEntries(destination.query ?? url.searchParams));
  const there: Bridge = { from: call.version, to: version, owner: ownerIn(params, destination.from ?? ownerOf(call.peer)), mode: call.peer.profile.readMode ?? "lenient" };
  const send = (method: ExchangeRequest["method"], body?: unknown): Promise<ExchangeResponse> => exchangeWith(platform, incoming, destination, version, method, target, body);
  const body = "body" in destination ? destination.body : incoming.body;
  const response = endpoint.isPartial === true && version !== call.version
    ? await patchByPut(send, there, endpoint.takes!, body as Json)
    : await send(endpoint.method, told(bridge(endpoint.takes, body, there)));
  const back: Bridge = { from: version, to: call.version, owner: ownerIn(params, destination.to), mode: peer.profile.readMode ?? "lenient" };
  return { reply: replyOf(platform, response, endpoint.gives, endpoint.isList === true, back, peer), headers: response.headers };
}

async function exchangeWith({ exchange, urlPolicy }: Platform, { call }: Incoming, { peer, to, from }: Destination, version: OcpiVersion, method: ExchangeRequest["method"], url: string, body: unknown): Promise<ExchangeResponse> {
  const routing = version === "2.1.1" || peer.profile.noRoutingHeaders === true ? {} : {
    "OCPI-to-country-code": to.countryCode, "OCPI-to-party-id": to.partyId,
    ...(from === undefined ? {} : { "OCPI-from-country-code": from.countryCode, "OCPI-from-party-id": from.partyId }),
  };
  try {
    return await exchange({
      method, url, token: peer.outbound!.token, encoding: peer.profile.tokenEncoding ?? encodingOf(version), urlPolicy: { allow: [...(urlPolicy?.allow ?? []), ...(peer.urlPolicy?.allow ?? [])] },
      headers: { "X-Request-ID": newToken(), "X-Correlation-ID": call.correlationId, ...routing }, ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    if (isCpoError(error, "ocpi.unreachable")) {
      const isLate = error.values["reason"] === "timeout";
      return refuse(200, isLate ? CODES.timeout : CODES.notConnected, `${to.countryCode} ${to.partyId} ${isLate ? "did not answer in time" : "cannot be reached"}.`, { receiver: peer.id });
    }
    if (isCpoError(error, "ocpi.url")) return refuse(200, CODES.hub, `${to.countryCode} ${to.partyId} offers a URL that is not called.`, { receiver: peer.id });
    throw error;
  }
}

/** Some members alone cannot be said in another version: what the receiver has is read, changed and PUT. */
async function patchByPut(send: (method: "GET" | "PUT", body?: unknown) => Promise<ExchangeResponse>, there: Bridge, name: string, patch: Json): Promise<ExchangeResponse> {
  const current = await send("GET");
  const data = dataOf(current.body);
  if (current.status >= 300 || !isPlainObject(data)) return current;
  const before = told(bridge(name, data, { ...there, from: there.to, to: there.from })) as Json;
  return send("PUT", told(bridge(name, applyPatch(before, patch, there.from !== "2.1.1"), there)));
}

function replyOf({ logger }: Platform, { status: http, body, headers }: ExchangeResponse, gives: string | undefined, isList: boolean, back: Bridge, peer: Peer): Reply {
  const envelope = isPlainObject(body) && typeof body["status_code"] === "number" ? body : undefined;
  const code = envelope === undefined ? (http < 300 ? CODES.success : CODES.client) : Number(envelope["status_code"]);
  const said = typeof envelope?.["status_message"] === "string" ? { message: envelope["status_message"] } : {};
  const paging = Object.fromEntries(["X-Total-Count", "X-Limit"].flatMap((name) => (headers.get(name) === null ? [] : [[name, headers.get(name)!]])));
  // The receiver does not know us: what the requester can do nothing about.
  if (http === 401 || http === 403 || http >= 500) return refuse(200, CODES.hub, `The receiver answered HTTP ${http}.`, { receiver: peer.id });
  if (code >= 2000 || http >= 300) return { http: http >= 300 && http < 400 ? 200 : http, code: code < 2000 ? CODES.client : code, ...said };
  const data = dataOf(body);
  if (!isList || !Array.isArray(data)) return { http, code, ...said, headers: paging, ...(data === undefined ? {} : { data: told(bridge(gives, data, back)) }) };
  const items = data.map((item) => bridge(gives, item, back));
  const lost = items.filter(({ wire, rule }) => wire === undefined && rule !== undefined);
  if (lost.length > 0) logger.warn({ peer: peer.id, kind: gives, count: lost.length, rule: lost[0]!.rule, from: back.from, to: back.to }, "Objects cannot be said in the version of the one that asked; they are left out.");
  return { http, code, ...said, headers: paging, data: items.flatMap(({ wire }) => (wire === undefined ? [] : [wire])) };
}

function dataOf(body: unknown): unknown {
  return isPlainObject(body) && "status_code" in body ? body["data"] ?? undefined : body;
}

function told({ wire, rule }: ReturnType<typeof bridge>): unknown {
  return rule === undefined ? wire : refuse(200, CODES.hub, `It cannot be said in the other version: ${rule}.`);
}

function ownerIn({ country_code: countryCode, party_id: partyId }: Readonly<Record<string, string>>, otherwise: PartyId): PartyId {
  return countryCode === undefined || partyId === undefined ? otherwise : { countryCode, partyId };
}
