import { collection } from "@cpokit/storage";
import type { PartyId } from "../server/call.ts";

/**
 * A URL of one partner that another knows as one of ours: a response_url that the hub gave in place of the requester's, or the place where
 * a partner keeps a CDR. Partners talk with the hub alone.
 */
export interface ForwardedUrl {
  readonly id: string;
  /** Whose URL it is. */
  readonly owner: string;
  readonly url: string;
  /** Who may use it. */
  readonly user: string;
  /** The parties of the request that it came with. */
  readonly from?: PartyId;
  readonly to?: PartyId;
}

export const forwardedUrls = collection<ForwardedUrl>("ocpi.forwarded");
