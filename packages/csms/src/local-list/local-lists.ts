import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";

/** How the local list of one station stands. */
export interface LocalList {
  readonly station: string;
  /** `unknown`: a message may or may not have arrived; the version that the station tells next settles it. */
  readonly state: "synced" | "unknown" | "unsupported";
  /** The version that the station has, when it has what we sent. */
  readonly version?: number;
  /** How many tokens are in it. */
  readonly entries: number;
  /** How many more should be, and do not fit. */
  readonly omitted: number;
  readonly syncedAt?: Instant;
}

/** By station. */
export const localLists = collection<LocalList>("localLists", { indexes: { byState: { keys: (list) => [[list.state, list.station]] } } });

/** What a list holds, by the folded value of the token: the value and type as sent, and a fingerprint of the rest. */
export type ListContent = Readonly<Record<string, readonly [value: string, type: string, fingerprint: string]>>;

/** What the station has for certain under `version`, and what it has when the message of `attempt` arrived. */
export interface ListMemory {
  readonly version?: number;
  readonly content: ListContent;
  readonly attempt?: { readonly version: number; readonly content: ListContent };
  /** No version is ever used twice, so that a version tells the content. */
  readonly nextVersion: number;
}

export const listMemories = collection<ListMemory>("localListMemories");
