import { isCpoError } from "@cpokit/kernel";
import type { Peer } from "../peers/peer.ts";
import type { Incoming, PartyId } from "../server/call.ts";
import type { Platform } from "../server/options.ts";
import { done, type Reply } from "../server/reply.ts";
import { findReceivers, partyOf } from "./find-receiver.ts";
import { forward, type Forwarded } from "./forward.ts";

/** Our parameters in Link: at which partner the next page is, with which query there, and the total of all. */
const [PEER, QUERY, TOTAL] = ["hub_peer", "hub_query", "hub_total"] as const;

/**
 * GET of a list to the hub: the objects of all partners that own some, one partner after the other. A partner that does not answer is left
 * out of this crawl; `status_message` and the log name it.
 */
export async function getAll(platform: Platform, incoming: Incoming): Promise<Reply> {
  const { call, endpoint, url, publicUrl } = incoming;
  const hub: PartyId = { countryCode: platform.hubPartyId!.slice(0, 2), partyId: platform.hubPartyId!.slice(2) };
  const filters = new URLSearchParams(url.search);
  for (const name of [PEER, QUERY, TOTAL]) filters.delete(name);
  const start = url.searchParams.get(PEER);
  const receivers = (await findReceivers(platform, call, endpoint.module, "SENDER")).filter(({ id }) => start === null || id >= start);
  const silent: string[] = [];

  async function pageOf(peer: Peer, query: URLSearchParams): Promise<Forwarded | undefined> {
    const leaveOut = (rule: string): undefined => {
      const { countryCode, partyId } = partyOf(peer);
      silent.push(`${countryCode} ${partyId}`);
      platform.logger.warn({ peer: peer.id, module: endpoint.module, rule }, "A partner is left out of a list of all partners.");
    };
    try {
      const forwarded = await forward(platform, incoming, { peer, to: partyOf(peer), from: call.from ?? hub, query });
      return forwarded.reply.code >= 2000 ? leaveOut(`OCPI ${forwarded.reply.code}: ${forwarded.reply.message ?? ""}`) : forwarded;
    } catch (error) {
      if (!isCpoError(error, "ocpi.refused")) throw error;
      return leaveOut(error.message);
    }
  }

  let total = Number(url.searchParams.get(TOTAL) ?? Number.NaN);
  if (Number.isNaN(total)) {
    const counted = new URLSearchParams(filters);
    counted.set("limit", "1");
    const counts = await Promise.all(receivers.map(async (peer) => Number((await pageOf(peer, counted))?.headers.get("x-total-count") ?? 0)));
    total = counts.reduce((sum, count) => sum + count, 0);
  }
  let query = start !== null && receivers[0]?.id === start ? new URLSearchParams(url.searchParams.get(QUERY) ?? "") : filters;
  for (const [place, peer] of receivers.entries()) {
    if (silent.includes(nameOf(peer))) continue;
    const page = await pageOf(peer, query);
    const link = /<[^>?]*\?([^>]*)>\s*;\s*rel="?next"?/.exec(page?.headers.get("link") ?? "")?.[1];
    const items = Array.isArray(page?.reply.data) ? (page.reply.data as readonly unknown[]) : [];
    query = filters;
    if (items.length === 0 && link === undefined) continue;
    const next = link === undefined ? receivers[place + 1] && { peer: receivers[place + 1]!.id, query: filters.toString() } : { peer: peer.id, query: link };
    return answer(items, next);
  }
  return answer([], undefined);

  function answer(items: readonly unknown[], next: { readonly peer: string; readonly query: string } | undefined): Reply {
    const limit = { "X-Total-Count": String(total), "X-Limit": String(platform.limits.maxPageSize) };
    const parameters = new URLSearchParams(filters);
    parameters.set(PEER, next?.peer ?? "");
    parameters.set(QUERY, next?.query ?? "");
    parameters.set(TOTAL, String(total));
    return {
      ...done(items, { headers: next === undefined ? limit : { ...limit, Link: `<${publicUrl}?${parameters.toString()}>; rel="next"` } }),
      ...(silent.length === 0 ? {} : { message: `Success, without ${silent.join(", ")}: not reachable now.` }),
    };
  }
}

function nameOf(peer: Peer): string {
  const { countryCode, partyId } = partyOf(peer);
  return `${countryCode} ${partyId}`;
}
