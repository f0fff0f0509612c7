import { add, blockOf, spaceBeyondFull, spaceFor, TINY, type Flow } from "./flow.ts";
import { MASKS } from "./ratios.ts";

const UNSEEN = -1;
/** Amperes for which a slot is looked at again at once: chains of less only crawl on, and what they leave is the next round's. */
const CRUMB = 1e-3;
/** Rounds of moves, where kinds mix, after which more would only crawl on; and sooner where, from some round on, so many more would not place what is missing. */
const PATIENCE = 40;
const SOON = 4;
const FAR = 100;

/** Asked once a round: stops what would crawl on, too. */
export function briefly({ missing }: Flow, hurry: () => boolean): () => boolean {
  let rounds = 0;
  let before = Infinity;
  return () => {
    const left = missing.reduce((sum, kWh) => sum + Math.max(0, kWh), 0);
    const placed = before - left;
    before = left;
    rounds += 1;
    return rounds > PATIENCE || (rounds > SOON && placed * FAR < left) || hurry();
  };
}

/** Moves charging of others to make place for cars that lack energy, at the prices opened so far. */
export interface Augmenter {
  /**
   * Places all that can be placed among the slots opened up to `price`; `fresh` are the slots opened last. A car whose own
   * price is not above it may be displaced to nowhere. `hurry` may stop it early.
   */
  run(price: number, fresh: readonly number[], hurry: () => boolean): void;
  /** Whether a car lacks energy or could pass charging on to one that does: together they use all that their limits let through. */
  isShort(car: number): boolean;
}

/**
 * Augmenting paths in the manner of Dinic: levels over cars by breadth, then depth first with pointers that only advance.
 * A car that finds a slot full (a block: deepest full node and set of full rows) may displace one that loads all full rows,
 * if that one finds another place first (smart-charging §5.3).
 */
export function createAugmenter(flow: Flow): Augmenter {
  const { problem, x } = flow;
  const { count, slots, nodes, first, last, cap, value, kind, kinds, low, high, ratio } = problem;
  const level = new Int32Array(count);
  const pointer = new Int32Array(count);
  const queue = new Int32Array(count);
  const blockRound = new Int32Array(slots * nodes * MASKS);
  const blockLevel = new Int32Array(slots * nodes * MASKS);
  const blockPointer = new Int32Array(slots * nodes * MASKS);
  let round = 0;
  let now = -Infinity;

  /** Levels from the cars that lack energy to the first with free space; false if there is none. */
  function findLevels(): boolean {
    round += 1;
    level.fill(UNSEEN);
    let tail = 0;
    for (let car = 0; car < count; car += 1) {
      if (flow.missing[car]! <= TINY || value[car]! <= now) continue;
      level[car] = 0;
      pointer[car] = first[car]!;
      queue[tail++] = car;
    }
    let found = Infinity;
    for (let head = 0; head < tail; head += 1) {
      const car = queue[head]!;
      const depth = level[car]!;
      if (depth > found) break;
      for (let slot = first[car]!; slot < last[car]!; slot += 1) {
        if (cap[car]! - x[slot * count + car]! <= TINY) continue;
        // A slot that is not open yet has nobody to displace.
        if (flow.tier[slot]! <= TINY && flow.taken[slot]! <= TINY) continue;
        const at = blockOf(flow, car, slot);
        if (at < 0) {
          found = depth;
          break;
        }
        const block = slot * nodes * MASKS + at;
        if (blockRound[block] === round) continue;
        blockRound[block] = round;
        blockLevel[block] = depth;
        const node = Math.floor(at / MASKS);
        blockPointer[block] = low[node]!;
        const table = (kind[car]! * MASKS + (at % MASKS)) * kinds;
        for (let other = low[node]!; other < high[node]!; other += 1) {
          if (level[other] !== UNSEEN || x[slot * count + other]! <= TINY || ratio[table + kind[other]!] === 0) continue;
          level[other] = depth + 1;
          pointer[other] = first[other]!;
          queue[tail++] = other;
          if (value[other]! <= now) found = Math.min(found, depth + 1);
        }
      }
    }
    return found !== Infinity;
  }

  /** Places up to `want` amperes of a car; returns what it placed. */
  function place(car: number, want: number): number {
    if (value[car]! <= now) return want;
    let placed = 0;
    while (pointer[car]! < last[car]!) {
      const slot = pointer[car]!;
      const left = want - placed;
      const room = cap[car]! - x[slot * count + car]!;
      if (room > TINY && (flow.tier[slot]! > TINY || flow.taken[slot]! > TINY)) {
        const at = blockOf(flow, car, slot);
        const got = at < 0 ? Math.min(left, spaceFor(flow, car, slot)) : displace(car, slot, at, Math.min(left, room, spaceBeyondFull(flow, car, slot)));
        if (at < 0 && got > 0) add(flow, car, slot, got);
        placed += got;
        if (want - placed <= TINY) return placed;
        if (got > CRUMB) continue;
      }
      pointer[car]! += 1;
    }
    return placed;
  }

  function displace(car: number, slot: number, at: number, want: number): number {
    const block = slot * nodes * MASKS + at;
    // Only cars of the level that opened the block move its pointer.
    if (blockRound[block] !== round || blockLevel[block] !== level[car]) return 0;
    const node = Math.floor(at / MASKS);
    const table = (kind[car]! * MASKS + (at % MASKS)) * kinds;
    for (; blockPointer[block]! < high[node]!; blockPointer[block]! += 1) {
      const other = blockPointer[block]!;
      const held = x[slot * count + other]!;
      const rate = ratio[table + kind[other]!]!;
      if (level[other] !== level[car]! + 1 || rate === 0 || held <= TINY) continue;
      const moved = place(other, Math.min(want * rate, held));
      if (moved <= TINY) continue;
      // Its new place is found: now it leaves the old one.
      add(flow, other, slot, -Math.min(moved, x[slot * count + other]!));
      const gained = Math.min(want, moved / rate, spaceFor(flow, car, slot));
      if (gained <= TINY) continue;
      add(flow, car, slot, gained);
      return gained;
    }
    return 0;
  }

  function freshSpace(fresh: readonly number[]): boolean {
    if (value.some((price) => price <= now)) return true;
    for (let car = 0; car < count; car += 1) {
      for (const slot of fresh) {
        if (slot >= first[car]! && slot < last[car]! && cap[car]! - x[slot * count + car]! > TINY && blockOf(flow, car, slot) < 0) return true;
      }
    }
    return false;
  }

  return {
    run(price, fresh, hurry) {
      now = price;
      while ((price === -Infinity || freshSpace(fresh)) && !hurry() && findLevels()) {
        let progress = 0;
        for (let car = 0; car < count; car += 1) {
          if (level[car] !== 0) continue;
          progress += place(car, flow.missing[car]! / problem.kWhPerAmp[kind[car]!]!);
        }
        if (progress <= TINY) return;
      }
    },
    isShort: (car) => level[car] !== UNSEEN,
  };
}
