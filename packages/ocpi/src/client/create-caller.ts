import { isCpoError, type Ids, type Random, type Scheduler } from "@cpokit/kernel";
import type { Exchange, ExchangeRequest, ExchangeResponse } from "../peers/exchange.ts";
import type { Peer } from "../peers/peer.ts";
import { encodingOf } from "../transport/credentials-token.ts";
import type { InterfaceRole } from "../v230/index.ts";
import type { Answer, Failure } from "./answer.ts";
import { endpointOf, urlOf } from "./endpoint-url.ts";
import { unwrap } from "./envelope.ts";

/** A party of OCPI: two letters and three. */
export interface Party {
  readonly countryCode: string;
  readonly partyId: string;
}

/** One request to an interface that the partner offers. */
export interface Call {
  readonly method: ExchangeRequest["method"];
  readonly module: string;
  /** The partner's interface: `SENDER` owns the objects, `RECEIVER` takes them. */
  readonly role: InterfaceRole;
  /** Behind the endpoint, not yet escaped. */
  readonly segments?: readonly string[];
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** A URL that the partner gave, instead of the endpoint: a next page, a CDR, a response_url. */
  readonly url?: string;
  /** Wire form of the partner's version. */
  readonly body?: unknown;
  /** An answer without data is a failure. */
  readonly expectsData?: boolean;
  /** Which party of the partner, or behind a hub, is meant; its only one when absent. */
  readonly to?: Party;
  /** Which party of ours speaks; the one of the options when absent. */
  readonly from?: Party;
  /** Of the chain of requests that this one belongs to; a new one when absent. */
  readonly correlationId?: string;
  /** Further attempts after a failure; 2 for GET and none for the rest when absent. */
  readonly retries?: number;
}

export type Caller = (call: Call) => Promise<Answer<unknown>>;

export interface CallerOptions {
  readonly exchange: Exchange;
  readonly ids: Ids;
  readonly scheduler: Scheduler;
  readonly random?: Random;
  /** Who speaks. */
  readonly party: Party;
}

/** These are answered by the platform itself, never by a party behind it. */
const UNROUTED: ReadonlySet<string> = new Set(["versions", "credentials", "hubclientinfo"]);
/** In ms, doubled each time. */
const FIRST_WAIT = 250;

/**
 * Sends requests to one partner: endpoint, token in its encoding, request and correlation ids, routing headers since 2.2, and further
 * attempts for what is safe to repeat.
 */
export function createCaller(peer: Peer, { exchange, ids, scheduler, random = () => 0.5, party }: CallerOptions): Caller {
  const { profile, version = "2.2.1", outbound } = peer;

  return async (call) => {
    const { method, segments = [], query } = call;
    if (outbound === undefined || peer.status === "suspended" || peer.status === "removed") {
      return { outcome: "not-sent", reason: "unconnected", message: `there are no credentials in use with "${peer.id}" (${peer.status})` };
    }
    const wrong = segments.find((segment) => segment === "" || segment === "." || segment === "..");
    if (wrong !== undefined) return { outcome: "not-sent", reason: "unsayable", message: `"${wrong}" cannot be an id in a URL` };
    const endpoint = call.url ?? endpointOf(peer, call.module, call.role);
    if (endpoint === undefined) return { outcome: "not-sent", reason: "unserved", message: `the partner offers no ${call.module} as ${call.role}` };
    const url = call.url === undefined ? urlOf(endpoint, segments, query, profile.trailingSlash === true && segments.length === 0) : urlOf(call.url, [], query);
    const correlationId = call.correlationId ?? ids.next();
    const attempts = 1 + (call.retries ?? (method === "GET" ? 2 : 0));
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once({
        method, url, token: outbound.token, encoding: profile.tokenEncoding ?? encodingOf(version),
        headers: { "X-Request-ID": ids.next(), "X-Correlation-ID": correlationId, ...routing(call) },
        ...(peer.urlPolicy === undefined ? {} : { urlPolicy: peer.urlPolicy }), ...(call.body === undefined ? {} : { body: call.body }),
      }, call.expectsData === true);
      if (answer.outcome !== "failed" || attempt >= attempts || !isWorthRepeating(answer)) return answer;
      await new Promise<void>((resolve) => void scheduler.after(answer.retryAfter ?? FIRST_WAIT * 2 ** (attempt - 1) * (0.5 + random()), resolve, { keepAlive: true }));
    }
  };

  async function once(request: ExchangeRequest, expectsData: boolean): Promise<Answer<unknown>> {
    let response: ExchangeResponse;
    try {
      response = await exchange(request);
    } catch (error) {
      if (isCpoError(error, "ocpi.url")) return { outcome: "not-sent", reason: "url", message: error.message };
      if (isCpoError(error, "ocpi.unreachable")) return { outcome: "failed", reason: error.values["reason"] as Failure["reason"], message: error.message };
      throw error;
    }
    return unwrap(response, expectsData);
  }

  /** Since 2.2. Without a party that is meant, a hub finds it out (open routing). */
  function routing({ module, to, from = party }: Call): Readonly<Record<string, string>> {
    if (version === "2.1.1" || UNROUTED.has(module) || profile.noRoutingHeaders === true) return {};
    const only = peer.hub === undefined && peer.roles.length > 0 ? peer.roles[0]! : undefined;
    const meant = to ?? (only === undefined ? undefined : { countryCode: only.country_code, partyId: only.party_id });
    return {
      "OCPI-from-country-code": from.countryCode, "OCPI-from-party-id": from.partyId,
      ...(meant === undefined ? {} : { "OCPI-to-country-code": meant.countryCode, "OCPI-to-party-id": meant.partyId }),
    };
  }
}

/** A page that is too large or no JSON will not be better the next time, and nobody waits long for a partner that wants to be left alone. */
function isWorthRepeating({ reason, retryAfter = 0 }: Failure): boolean {
  return (reason === "network" || reason === "timeout" || reason === "server" || reason === "busy") && retryAfter <= 5_000;
}
