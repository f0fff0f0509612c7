import type { IndexEntry } from "@cpokit/storage";

/** What is known of a document. A class, since it is replaced at each commit (decision 0014). */
export class Head {
  /** Where it lies; 0 when it is absent. */
  readonly number: number;
  readonly version: number;
  /** Its index entries as JSON, `null` without any. */
  readonly keys: string | null;
  /** The same as they were given, where this process wrote them. */
  readonly entries: readonly IndexEntry[] | undefined;
  /** Absent when it is too long to be remembered. */
  readonly body: string | undefined;

  constructor(number: number, version: number, keys: string | null, body?: string, entries?: readonly IndexEntry[]) {
    this.number = number;
    this.version = version;
    this.keys = keys;
    this.body = body;
    this.entries = entries;
  }
}

/** Documents that were read or changed lately, by collection and id; what was not used for long is forgotten. */
export interface Remembered {
  find(place: number, id: string): Head | undefined;
  add(place: number, id: string, head: Head): Head;
  remove(place: number, id: string): void;
  clear(): void;
}

type Generation = Map<number, Map<string, Head>>;

/** Of each of two generations. */
const MAX_HEADS = 20_000;
const MAX_CHARACTERS = 16_000_000;

export function createRemembered(): Remembered {
  let young: Generation = new Map();
  let old: Generation = new Map();
  let heads = 0;
  let characters = 0;

  function add(place: number, id: string, head: Head): Head {
    if (heads >= MAX_HEADS || characters >= MAX_CHARACTERS) {
      old = young;
      reset();
    }
    let ofPlace = young.get(place);
    if (ofPlace === undefined) young.set(place, (ofPlace = new Map()));
    ofPlace.set(id, head);
    heads += 1;
    characters += head.body?.length ?? 0;
    return head;
  }

  function reset(): void {
    young = new Map();
    heads = 0;
    characters = 0;
  }

  return {
    find(place, id) {
      const fresh = young.get(place)?.get(id);
      if (fresh !== undefined) return fresh;
      const stale = old.get(place)?.get(id);
      return stale && add(place, id, stale);
    },
    add,
    remove(place, id) {
      young.get(place)?.delete(id);
      old.get(place)?.delete(id);
    },
    clear() {
      if (heads === 0 && old.size === 0) return;
      old = new Map();
      reset();
    },
  };
}
