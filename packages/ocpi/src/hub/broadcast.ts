import { isCpoError } from "@cpokit/kernel";
import type { Incoming, PartyId } from "../server/call.ts";
import type { Operation } from "../server/operations.ts";
import type { Platform } from "../server/options.ts";
import { done, type Reply } from "../server/reply.ts";
import { findReceivers, partyOf } from "./find-receiver.ts";
import { forward } from "./forward.ts";

/**
 * Sends what is pushed to the hub to every partner that takes it, each once; what the hub takes itself is kept here too. The sender hears
 * that the hub has it: what a partner missed it reads again, as after any outage.
 */
export async function broadcast(platform: Platform, incoming: Incoming, own: Operation | undefined): Promise<Reply> {
  const { call, endpoint } = incoming;
  const hub: PartyId = { countryCode: platform.hubPartyId!.slice(0, 2), partyId: platform.hubPartyId!.slice(2) };
  const kept = await own?.(platform, incoming);
  const receivers = await findReceivers(platform, call, endpoint.module, "RECEIVER");
  await Promise.all(receivers.map(async (peer) => {
    const tell = (rule: string): void => platform.logger.warn({ peer: peer.id, module: endpoint.module, from: call.peer.id, rule }, "A broadcast did not reach a partner.");
    try {
      const { reply } = await forward(platform, incoming, { peer, to: partyOf(peer), from: hub });
      if (reply.code >= 2000) tell(`OCPI ${reply.code}: ${reply.message ?? ""}`);
    } catch (error) {
      if (!isCpoError(error, "ocpi.refused")) throw error;
      tell(error.message);
    }
  }));
  return kept ?? done();
}
