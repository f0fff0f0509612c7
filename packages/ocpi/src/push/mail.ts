import type { Instant } from "@cpokit/kernel";
import { collection, encodeKey } from "@cpokit/storage";
import type { Json } from "../convert/narrow.ts";
import type { Kind, ObjectKey } from "../peers/kinds.ts";

/** What one partner is still to hear of one object of ours, and what it has heard: one document for each pair. Not messages, but a debt of the latest state. */
export interface Mail {
  readonly peer: string;
  readonly kind: Kind;
  /** The document in `publishedObjects`. */
  readonly object: string;
  readonly key: ObjectKey;
  /** Since when the partner lags behind; absent: it is up to date. */
  readonly pendingSince?: Instant;
  /** Not tried before. */
  readonly due: Instant;
  /** In a row, without success. */
  readonly failures: number;
  /** `last_updated` of what the partner acknowledged, and the run of the sender that knows it. */
  readonly acknowledged?: { readonly lastUpdated: Instant; readonly run: string };
  /** The last time it was offered; without a `rule` the partner took it. */
  readonly tried?: { readonly at: Instant; readonly rule?: string };
  /** It is not tried again until the object changes or somebody retries it. */
  readonly parked?: { readonly at: Instant; readonly rule: string };
  /** The object was withdrawn: the partner is told to delete it. */
  readonly isGone?: true;
  /** A CDR of 2.1.1 as it was offered first: it carries a location that goes on changing, and a CDR does not. */
  readonly offered?: Json;
  /** Where the partner keeps a CDR. */
  readonly url?: string;
}

/** All mail by `mailId`; `due` has what is to be tried, in order. */
export const mail = collection<Mail>("ocpi.mail", {
  indexes: {
    due: { keys: ({ peer, pendingSince, parked, due }) => (pendingSince === undefined || parked !== undefined ? [] : [[peer, due]]) },
    parked: { keys: ({ peer, parked }) => (parked === undefined ? [] : [[peer, parked.at]]) },
    byPeer: { keys: ({ peer, kind }) => [[peer, kind]] },
    byObject: { keys: ({ object }) => [[object]] },
  },
});

export function mailId(peer: string, object: string): string {
  return encodeKey([peer, object]);
}
