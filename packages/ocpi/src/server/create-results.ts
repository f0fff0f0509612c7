import { CpoError, silentLogger, type Clock, type Ids, type Logger } from "@cpokit/kernel";
import type { Store, Unit } from "@cpokit/storage";
import type { Json } from "../convert/narrow.ts";
import type { Exchange } from "../peers/exchange.ts";
import { peers, type Peer } from "../peers/peer.ts";
import { writeDateTime } from "../schema/date-time.ts";
import { encodingOf } from "../transport/credentials-token.ts";
import type { UrlPolicy } from "../transport/url-policy.ts";
import type { ActiveChargingProfileResult, ChargingProfileResult, CommandResult } from "../v230/index.ts";
import { outcomeFor211 } from "./command-outcomes.ts";
import { CODES } from "./reply.ts";
import { partnerRequests, type PartnerRequest } from "./requests.ts";

const TOPIC = "ocpi.request-result";

/** Outcomes of what partners asked for, on their way to the response_url. */
export interface Results {
  /**
   * Reports the outcome of a command or charging profile in the unit of work that it became known in; it is posted after the commit, again
   * until the partner took it. A request may have several outcomes, as a reservation that is cancelled later.
   *
   * @throws `ocpi.request` when there is no request with this id
   */
  report(unit: Unit, commandId: string, result: CommandResult | ActiveChargingProfileResult | ChargingProfileResult): Promise<void>;
  /** Starts posting; returns a stop function. */
  start(): Promise<() => Promise<void>>;
}

export interface ResultsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly exchange: Exchange;
  readonly urlPolicy?: UrlPolicy;
  readonly logger?: Logger;
  /** Attempts before the outcome is parked in the outbox; 8 when absent. */
  readonly attempts?: number;
}

export function createResults({ store, clock, ids, exchange, urlPolicy, logger = silentLogger, attempts = 8 }: ResultsOptions): Results {
  async function post(request: PartnerRequest, peer: Peer, result: Json): Promise<void> {
    if (peer.outbound === undefined || peer.status === "suspended" || peer.status === "removed") {
      logger.warn({ peer: peer.id, request: request.request }, "An outcome is not posted: the partner is not connected any more.");
      return;
    }
    const body = request.version === "2.1.1" ? { result: outcomeFor211(result["result"]) } : result;
    const { status } = await exchange({
      method: "POST", url: request.responseUrl, token: peer.outbound.token, encoding: peer.profile.tokenEncoding ?? encodingOf(request.version),
      urlPolicy: { allow: [...(urlPolicy?.allow ?? []), ...(peer.urlPolicy?.allow ?? [])] },
      headers: { "X-Request-ID": ids.next(), "X-Correlation-ID": request.correlationId, ...routing(request, peer) },
      body: peer.profile.envelopedResults === true ? { data: body, status_code: CODES.success, timestamp: writeDateTime(clock.now()) } : body,
    });
    if (status < 300) return;
    if (status >= 500 || status === 408 || status === 429) throw new CpoError("ocpi.result", `The partner answered HTTP ${status} to an outcome; it is posted again.`, { peer: peer.id, status });
    logger.warn({ peer: peer.id, request: request.request, status }, "The partner refused an outcome; it is not posted again.");
  }

  return {
    async report(unit, commandId, result) {
      const request = await unit.get(partnerRequests, commandId);
      if (request === undefined) throw new CpoError("ocpi.request", `No partner made a request "${commandId}"; use the commandId that the handler was given.`, { commandId });
      unit.put(partnerRequests, commandId, { ...request, results: [...request.results, result as unknown as Json] });
      unit.publish({ topic: TOPIC, key: commandId, payload: { id: commandId, place: request.results.length } });
    },
    start: () =>
      store.outbox.deliver(TOPIC, TOPIC, async ({ payload }, unit) => {
        const { id, place } = payload as { readonly id: string; readonly place: number };
        const request = await unit.get(partnerRequests, id);
        const peer = request === undefined ? undefined : await unit.get(peers, request.peer);
        if (request !== undefined && peer !== undefined) await post(request, peer, request.results[place]!);
      }, { attempts }),
  };
}

/** Back to where the request came from. */
function routing({ version, from, to }: PartnerRequest, { profile }: Peer): Readonly<Record<string, string>> {
  if (version === "2.1.1" || profile.noRoutingHeaders === true) return {};
  return {
    ...(from === undefined ? {} : { "OCPI-to-country-code": from.countryCode, "OCPI-to-party-id": from.partyId }),
    ...(to === undefined ? {} : { "OCPI-from-country-code": to.countryCode, "OCPI-from-party-id": to.partyId }),
  };
}
