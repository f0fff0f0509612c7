import { isCpoError } from "@cpokit/kernel";
import type { Json } from "../convert/narrow.ts";
import type { Peer } from "../peers/peer.ts";
import { checkedUrl } from "../transport/url-policy.ts";
import type { Incoming } from "./call.ts";
import type { Platform } from "./options.ts";
import type { RequestCall } from "./ports.ts";
import { CODES, done, refuse, type Reply } from "./reply.ts";
import { partnerRequests, requestId, type PartnerRequest } from "./requests.ts";
import { say } from "./wire.ts";

/**
 * Takes on what a partner asks for: remembers it, asks the application once, and answers. A request that is sent again gets the answer that
 * was given; if we stopped before there was one, the application is asked again with the same command id.
 */
export async function takeRequest(platform: Platform, { call }: Incoming, request: string, responseUrl: string, ask: (call: RequestCall) => Promise<object> | object, answerName: string): Promise<Reply> {
  const { store, clock } = platform;
  checkResponseUrl(platform, call.peer, responseUrl);
  const id = await requestId(call.peer.id, responseUrl);
  const known = await store.transaction(async (unit) => {
    const before = await unit.get(partnerRequests, id);
    if (before !== undefined) return before;
    const { peer, version, correlationId, from, to } = call;
    const taken: PartnerRequest = {
      id, peer: peer.id, version, request, responseUrl, correlationId, receivedAt: clock.now(), results: [],
      ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }),
    };
    unit.put(partnerRequests, id, taken);
    return taken;
  });
  if (known.request !== request) refuse(200, CODES.invalid, "/response_url: it was used for another command.");
  if (known.response !== undefined) return done(known.response);
  const answer = await ask({ ...call, commandId: id });
  const response = say(answerName, answer, call.version).wire as Json;
  await store.transaction(async (unit) => unit.put(partnerRequests, id, { ...(await unit.get(partnerRequests, id) ?? known), response }));
  return done(response);
}

/** Nothing is posted to URLs that the policy forbids, so such a request is not taken on. */
export function checkResponseUrl({ urlPolicy }: Platform, { urlPolicy: own }: Peer, responseUrl: string): void {
  try {
    checkedUrl(responseUrl, { allow: [...(urlPolicy?.allow ?? []), ...(own?.allow ?? [])] });
  } catch (error) {
    if (!isCpoError(error, "ocpi.url")) throw error;
    refuse(200, CODES.invalid, `/response_url: ${String(error.values["rule"])}.`);
  }
}
