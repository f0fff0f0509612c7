import { compareKeys } from "../driver.ts";

/** A place in an order: by key, then by id. */
export interface Entry {
  readonly key: string;
  readonly id: string;
}

/** Entries in order, each at most once; inserting and finding stay fast with hundreds of thousands. */
export interface SortedList {
  add(entry: Entry): void;
  remove(entry: Entry): void;
  /** All entries ≥ start (or > start when `after`), upwards. */
  ascending(start: Entry | undefined, after?: boolean): Iterable<Entry>;
  /** All entries < end, downwards; all of them without `end`. */
  descending(end: Entry | undefined): Iterable<Entry>;
}

const BLOCK = 512;

export function createSortedList(): SortedList {
  // Blocks are never empty, except the only one of an empty list.
  const blocks: Entry[][] = [[]];

  function seek(entry: Entry): { block: number; offset: number } {
    const block = Math.max(0, firstNotBelow(blocks.length, (at) => compareEntries(blocks[at]![0] ?? entry, entry) > 0) - 1);
    const entries = blocks[block]!;
    return { block, offset: firstNotBelow(entries.length, (at) => compareEntries(entries[at]!, entry) >= 0) };
  }

  return {
    add(entry) {
      const { block, offset } = seek(entry);
      const entries = blocks[block]!;
      const present = entries[offset];
      if (present !== undefined && compareEntries(present, entry) === 0) return;
      entries.splice(offset, 0, entry);
      if (entries.length > BLOCK) blocks.splice(block + 1, 0, entries.splice(BLOCK / 2));
    },
    remove(entry) {
      const { block, offset } = seek(entry);
      const entries = blocks[block]!;
      const present = entries[offset];
      if (present === undefined || compareEntries(present, entry) !== 0) return;
      entries.splice(offset, 1);
      if (entries.length === 0 && blocks.length > 1) blocks.splice(block, 1);
    },
    *ascending(start, after = false) {
      let { block, offset } = start === undefined ? { block: 0, offset: 0 } : seek(start);
      for (; block < blocks.length; block += 1, offset = 0) {
        for (; offset < blocks[block]!.length; offset += 1) {
          const entry = blocks[block]![offset]!;
          if (!after || start === undefined || compareEntries(entry, start) !== 0) yield entry;
        }
      }
    },
    *descending(end) {
      let { block, offset } = end === undefined ? { block: blocks.length - 1, offset: blocks.at(-1)!.length } : seek(end);
      for (; block >= 0; block -= 1, offset = blocks[block]?.length ?? 0) {
        for (offset -= 1; offset >= 0; offset -= 1) yield blocks[block]![offset]!;
      }
    },
  };
}

function compareEntries(a: Entry, b: Entry): number {
  return compareKeys(a.key, b.key) || compareKeys(a.id, b.id);
}

/** Binary search: the first place in 0 … length where the answer is yes. */
function firstNotBelow(length: number, reached: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
