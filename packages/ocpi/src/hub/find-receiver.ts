import { partyKey, type Peer } from "../peers/peer.ts";
import { endpointOf } from "../client/endpoint-url.ts";
import type { InterfaceRole } from "../v230/index.ts";
import type { OcpiCall, PartyId } from "../server/call.ts";
import type { Platform } from "../server/options.ts";
import { CODES, refuse } from "../server/reply.ts";

/** The connected partner that speaks for a party and offers the interface. */
export async function findReceiver({ peers }: Platform, { peer }: OcpiCall, party: PartyId, module: string, role: InterfaceRole): Promise<Peer> {
  const found = (await peers.byParty(party.countryCode, party.partyId)).filter(({ id }) => id !== peer.id);
  if (found.length === 0) return refuse(200, CODES.unknownReceiver, `${party.countryCode} ${party.partyId} is not known here.`);
  const connected = found.filter(isReachable);
  if (connected.length === 0) return refuse(200, CODES.notConnected, `${party.countryCode} ${party.partyId} is not connected now.`);
  return connected.find((each) => endpointOf(each, module, role) !== undefined) ?? refuse(200, CODES.hub, `${party.countryCode} ${party.partyId} does not offer ${module}.`);
}

/** All connected partners that offer the interface, but the one that asks. */
export async function findReceivers({ peers }: Platform, { peer }: OcpiCall, module: string, role: InterfaceRole): Promise<readonly Peer[]> {
  const found: Peer[] = [];
  for (let after: string | undefined; ;) {
    const page = await peers.list({ status: "connected", limit: 100, ...(after === undefined ? {} : { after }) });
    found.push(...page.items.map(({ body }) => body).filter((each) => each.id !== peer.id && isReachable(each) && endpointOf(each, module, role) !== undefined));
    if (page.next === undefined) return found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    after = page.next;
  }
}

/** The party of a partner that a hub speaks to when only the partner is meant. */
export function partyOf({ roles }: Peer): PartyId {
  const [first] = roles;
  return { countryCode: first!.country_code, partyId: first!.party_id };
}

export function isParty({ countryCode, partyId }: PartyId, key: string): boolean {
  return partyKey(countryCode, partyId) === key.toUpperCase();
}

function isReachable({ status, outbound }: Peer): boolean {
  return status === "connected" && outbound !== undefined;
}
