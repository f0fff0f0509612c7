import type { Instant } from "@cpokit/kernel";
import { foldTokenValue, type TokenReference } from "@cpokit/model";
import { collection } from "@cpokit/storage";

/** Somebody who waits for a free EVSE at a site. */
export interface WaitingEntry {
  readonly id: string;
  /** The id of the location. */
  readonly site: string;
  readonly token: TokenReference;
  readonly since: Instant;
  /** `offered`: an EVSE is free for them until the offer ends; `taken`: they charge; `missed`: the offer ended. */
  readonly state: "waiting" | "offered" | "taken" | "missed" | "left";
  readonly offer?: { readonly station: string; readonly evse: number; readonly until: Instant };
}

/** Everybody who waits or waited; of one token at one site at most one entry is open. */
export const waitingEntries = collection<WaitingEntry>("waitingEntries", {
  indexes: {
    byWaiting: { keys: ({ state, site, since, id }) => (state === "waiting" ? [[site, since, id]] : []) },
    byOffer: { keys: ({ state, offer }) => (state === "offered" && offer !== undefined ? [offer.until] : []) },
    byOpen: { keys: ({ state, site, token }) => (state === "waiting" || state === "offered" ? [[site, foldTokenValue(token.value)]] : []), unique: true },
  },
});
