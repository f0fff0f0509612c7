import type { Instant } from "@cpokit/kernel";
import type { Kind, Kinds } from "../peers/kinds.ts";

/** What objects of ours said at a time: shared by all partners that have heard it. The oldest are forgotten. */
export interface Revisions {
  get(object: string, lastUpdated: Instant): Kinds[Kind] | undefined;
  remember(object: string, lastUpdated: Instant, said: Kinds[Kind]): void;
}

export function createRevisions(most: number): Revisions {
  const said = new Map<string, Kinds[Kind]>();
  const keyOf = (object: string, lastUpdated: Instant): string => `${lastUpdated} ${object}`;
  return {
    get: (object, lastUpdated) => said.get(keyOf(object, lastUpdated)),
    remember(object, lastUpdated, value) {
      const key = keyOf(object, lastUpdated);
      if (said.has(key)) return;
      said.set(key, value);
      if (said.size > most) said.delete(said.keys().next().value!);
    },
  };
}
