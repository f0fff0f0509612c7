import { add, blockOf, openTier, spaceBeyondFull, spaceFor, TINY, type Flow } from "./flow.ts";
import { MASKS, TIER } from "./ratios.ts";
import { floats, ints } from "./scratch.ts";
import type { PlanProblem } from "./plan-problem.ts";
import type { PriceStep } from "./stages.ts";

const NONE = -1;
const TURNS = 20;
/** Money per kWh below which a move is not worth it. */
const WORTH_IT = 1e-10;

/**
 * Moves charging to cheaper slots, also by chains of displacements, until no chain gains anything. With one kind of connection that is the
 * optimum, whatever the flow was at the start: no negative cycle is left; else a car only displaces those that take no more energy than it.
 * From the lowest price step to the highest, whoever can reach its free space gets a label by breadth, and what they charge at dearer
 * times moves there, depth first, with pointers that only advance (smart-charging §5.3). Returns what one more kWh costs each car.
 */
export function improve(flow: Flow, steps: readonly PriceStep[], hurry: () => boolean, turns = Infinity): Float64Array {
  const { problem, x } = flow;
  const { count, slots, nodes, parents, node, kind, kinds, first, last, cap, low, high, value, noDelivery, cheap, cheapPrice, price, peak, kWhPerAmp, ratio } = problem;
  const { shapes, shapeOf, servedBy } = shapesOf(problem);
  const worth = floats(count);
  const rank = ints(count);
  const pointer = ints(count);
  const queue = ints(count);
  /** By slot, node and shape: who waits there behind full limits, and up to which rank cars may be displaced. */
  const waiting = ints(slots * nodes * shapes);
  const stamp = ints(waiting.length);
  const blockPointer = ints(waiting.length);
  const stamped: number[] = [];
  const present = ints(slots * nodes);
  const free = ints(slots);
  const isDirty = ints(slots);
  const dirty: number[] = [];
  const offset = ints(count + 1);
  for (let car = 0; car < count; car += 1) offset[car + 1] = offset[car]! + last[car]! - first[car]!;
  const nextWaiting = ints(offset[count]!);
  const carOf = ints(offset[count]!);
  for (let car = 0; car < count; car += 1) carOf.fill(car, offset[car], offset[car + 1]);
  const leaving = Int32Array.from({ length: count }, (_, car) => car).filter((car) => value[car]! < noDelivery).sort((a, b) => value[a]! - value[b]!);
  let tail = 0;
  let head = 0;

  const hasTier = (slot: number): boolean => cheapPrice[slot]! < price[slot]!;
  const enter = (slot: number): number => (flow.taken[slot]! < cheap[slot]! - TINY ? cheapPrice[slot]! : price[slot]!);
  const leave = (slot: number): number => (hasTier(slot) && flow.taken[slot]! <= cheap[slot]! + TINY ? cheapPrice[slot]! : price[slot]!);
  /** Where cheap energy just ends: coming costs more than leaving saves, but one may take the place of another. */
  const isEdge = (slot: number): boolean => hasTier(slot) && Math.abs(flow.taken[slot]! - cheap[slot]!) <= TINY;
  const peakLeft = (slot: number): number => Math.max(0, peak[slot]! - flow.taken[slot]!);
  const settleTier = (slot: number): void => openTier(flow, slot, isEdge(slot) ? 0 : peakLeft(slot));

  function change(car: number, slot: number, amps: number): void {
    add(flow, car, slot, amps);
    if (hasTier(slot)) settleTier(slot);
    if (isDirty[slot] === 1) return;
    isDirty[slot] = 1;
    dirty.push(slot);
  }

  function label(car: number, at: number): void {
    if (rank[car] !== NONE) return;
    worth[car] = at;
    rank[car] = tail;
    pointer[car] = first[car]!;
    queue[tail++] = car;
  }

  /** Who has free space in a slot, and who waits behind which full limits. */
  function gather(slot: number): void {
    settleTier(slot);
    free[slot] = NONE;
    present.fill(0, slot * nodes, (slot + 1) * nodes);
    for (let car = 0; car < count; car += 1) {
      if (slot < first[car]! || slot >= last[car]! || x[slot * count + car]! >= cap[car]! - TINY) continue;
      const entry = offset[car]! + slot - first[car]!;
      const at = blockOf(flow, car, slot);
      if (at < 0) {
        nextWaiting[entry] = free[slot]!;
        free[slot] = entry;
        continue;
      }
      const place = slot * nodes + (at >> 5);
      const shape = shapeOf[kind[car]! * MASKS + (at & 31)]!;
      const block = place * shapes + shape;
      if ((present[place]! & (1 << shape)) === 0) {
        present[place]! |= 1 << shape;
        waiting[block] = NONE;
        stamp[block] = NONE;
      }
      nextWaiting[entry] = waiting[block]!;
      waiting[block] = entry;
    }
  }

  /** Labels all that can reach free space of a slot. */
  function labelFree(slot: number, at: number): void {
    for (let entry = free[slot]!; entry >= 0; entry = nextWaiting[entry]!) label(carOf[entry]!, at);
    if (!isEdge(slot) || price[slot]! > at || peakLeft(slot) <= TINY) return;
    // Whoever only waits for cheap energy may have dear energy.
    for (let bits = present[slot * nodes]!; bits !== 0; bits &= bits - 1) {
      const block = slot * nodes * shapes + lowestBit(bits);
      for (let entry = waiting[block]!; entry >= 0; entry = nextWaiting[entry]!) if (blockOf(flow, carOf[entry]!, slot) === TIER) label(carOf[entry]!, at);
    }
  }

  /** Whoever can displace a labelled car in a slot is labelled as well. */
  function spreadAt(car: number, slot: number, at: number): void {
    for (let up = node[car]!; up >= 0; up = parents[up]!) {
      for (let bits = present[slot * nodes + up]! & servedBy[kind[car]!]!; bits !== 0; bits &= bits - 1) {
        const block = (slot * nodes + up) * shapes + lowestBit(bits);
        if (stamp[block] !== NONE) continue;
        stamp[block] = tail - 1;
        stamped.push(block);
        blockPointer[block] = low[up]!;
        for (let entry = waiting[block]!; entry >= 0; entry = nextWaiting[entry]!) label(carOf[entry]!, at);
      }
    }
  }

  function spread(at: number): void {
    for (; head < tail; head += 1) {
      const car = queue[head]!;
      for (let slot = first[car]!; slot < last[car]!; slot += 1) if (x[slot * count + car]! > TINY) spreadAt(car, slot, at);
    }
  }

  /** Places up to `want` amperes of a car at what its label says; returns what it placed. */
  function place(car: number, want: number): number {
    if (value[car]! <= worth[car]! + WORTH_IT) return want;
    const energy = kWhPerAmp[kind[car]!]!;
    let placed = 0;
    while (pointer[car]! < last[car]!) {
      const slot = pointer[car]!;
      const room = cap[car]! - x[slot * count + car]!;
      if (room > TINY) {
        const left = want - placed;
        const at = blockOf(flow, car, slot);
        let got = 0;
        if (at >= 0 && mayDisplace(car, slot, at)) got = displace(car, slot, at, Math.min(left, room, spaceBeyondFull(flow, car, slot)));
        if (got <= TINY && (at < 0 || (at === TIER && isEdge(slot))) && enter(slot) <= worth[car]! + WORTH_IT) {
          const isCheap = flow.taken[slot]! < cheap[slot]! - TINY;
          if (at === TIER) openTier(flow, slot, peakLeft(slot));
          got = Math.min(left, spaceFor(flow, car, slot), isCheap ? (cheap[slot]! - flow.taken[slot]!) / energy : Infinity);
          if (got > 0) change(car, slot, got);
          else settleTier(slot);
        }
        placed += got;
        if (want - placed <= TINY) return placed;
        if (got > TINY) continue;
      }
      pointer[car]! += 1;
    }
    return placed;
  }

  /** What is full only now has no labels yet, and only those labelled before may be displaced: so no chain comes back. */
  function mayDisplace(car: number, slot: number, at: number): boolean {
    const place = slot * nodes + (at >> 5);
    const shape = shapeOf[kind[car]! * MASKS + (at & 31)]!;
    const block = place * shapes + shape;
    return (present[place]! & (1 << shape)) !== 0 && stamp[block] !== NONE && rank[car]! > stamp[block]! && blockPointer[block]! < high[at >> 5]!;
  }

  function displace(car: number, slot: number, at: number, want: number): number {
    if (want <= TINY) return 0;
    const up = at >> 5;
    const shape = shapeOf[kind[car]! * MASKS + (at & 31)]!;
    const block = (slot * nodes + up) * shapes + shape;
    const rates = (kind[car]! * MASKS + (at & 31)) * kinds;
    for (; blockPointer[block]! < high[up]!; blockPointer[block]! += 1) {
      const other = blockPointer[block]!;
      const held = x[slot * count + other]!;
      if (held <= TINY || rank[other] === NONE || rank[other]! > stamp[block]! || (servedBy[kind[other]!]! & (1 << shape)) === 0) continue;
      const rate = ratio[rates + kind[other]!]!;
      const moved = place(other, Math.min(want * rate, held));
      if (moved <= TINY) continue;
      // Its new place is found: now it leaves the old one, whose energy stays the same.
      add(flow, other, slot, -Math.min(moved, x[slot * count + other]!));
      openTier(flow, slot, peakLeft(slot));
      const gained = Math.min(want, moved / rate, spaceFor(flow, car, slot));
      change(car, slot, Math.max(0, gained));
      if (gained > TINY) return gained;
    }
    return 0;
  }

  /** Moves what a car lacks or charges at dearer times to where its label says; returns the kWh. */
  function moveTo(car: number): number {
    const energy = kWhPerAmp[kind[car]!]!;
    let moved = 0;
    if (flow.missing[car]! > TINY && value[car]! > worth[car]! + WORTH_IT) moved += place(car, flow.missing[car]! / energy);
    for (let slot = first[car]!; slot < last[car]!; slot += 1) {
      const held = x[slot * count + car]!;
      if (held <= TINY || leave(slot) <= worth[car]! + WORTH_IT) continue;
      const dear = hasTier(slot) && flow.taken[slot]! > cheap[slot]! + TINY ? (flow.taken[slot]! - cheap[slot]!) / energy : Infinity;
      const found = place(car, Math.min(held, dear));
      if (found <= TINY) continue;
      change(car, slot, -Math.min(found, x[slot * count + car]!));
      moved += found;
    }
    return moved * energy;
  }

  /** Labels of one price, that of some steps, and moves along them until none is left. Returns the kWh moved. */
  function settle(at: number, begin: number, end: number): number {
    const before = tail;
    let all = 0;
    labelSteps(at, begin, end);
    for (;;) {
      spread(at);
      let moved = 0;
      for (let place = before; place < tail; place += 1) moved += moveTo(queue[place]!);
      stampedUntil(moved > TINY);
      if (moved <= TINY) return all;
      all += moved;
      for (let place = before; place < tail; place += 1) rank[queue[place]!] = NONE;
      tail = before;
      head = before;
      gatherAgain(at);
      labelSteps(at, begin, end);
    }
  }

  /** Labels from the free space of some steps, and those who rather leave at that price. */
  function labelSteps(at: number, begin: number, end: number): void {
    for (const car of leaving) if (value[car]! <= at) label(car, value[car]!);
    for (let place = begin; place < end; place += 1) {
      const { slot, isGrid } = steps[place]!;
      const isOpen = isGrid ? !hasTier(slot) || flow.taken[slot]! >= cheap[slot]! - TINY : flow.taken[slot]! < cheap[slot]! - TINY;
      if (isOpen) labelFree(slot, at);
    }
  }

  /** Blocks labelled at this price stay so, or are forgotten. */
  function stampedUntil(forget: boolean): void {
    if (forget) for (const block of stamped) stamp[block] = NONE;
    stamped.length = 0;
  }

  /** Looks anew at slots that changed; labels of lower prices spread into them. */
  function gatherAgain(at: number): void {
    for (const slot of dirty) gather(slot);
    const known = tail;
    for (const slot of dirty) {
      isDirty[slot] = 0;
      for (let place = 0; place < known; place += 1) if (x[slot * count + queue[place]!]! > TINY) spreadAt(queue[place]!, slot, at);
      if (enter(slot) <= at) labelFree(slot, at);
    }
    dirty.length = 0;
  }

  function pass(): number {
    rank.fill(NONE);
    tail = 0;
    head = 0;
    dirty.length = 0;
    isDirty.fill(0);
    for (let slot = 0; slot < slots; slot += 1) gather(slot);
    let moved = 0;
    for (let begin = 0; begin < steps.length && tail < count;) {
      const { price: at } = steps[begin]!;
      let end = begin + 1;
      while (end < steps.length && steps[end]!.price === at) end += 1;
      moved += settle(at, begin, end);
      begin = end;
    }
    if (leaving.length > 0) moved += settle(value[leaving.at(-1)!]!, 0, 0);
    for (let car = 0; car < count; car += 1) if (rank[car] === NONE) worth[car] = value[car]!;
    return moved;
  }

  for (let turn = 0; turn < Math.min(turns, TURNS) && !hurry(); turn += 1) if (pass() <= TINY) break;
  for (let slot = 0; slot < slots; slot += 1) openTier(flow, slot, peakLeft(slot));
  return worth;
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

interface Shapes {
  readonly shapes: number;
  /** Shape of a kind in a mask of full rows: cars of one shape can displace the same kinds. */
  readonly shapeOf: Int32Array;
  /** Shapes that can displace a kind, as bits. */
  readonly servedBy: Int32Array;
}

/** Bits of a number; sites have far fewer kinds of connection. */
const MOST = 31;

/** Who may displace whom without moving more energy than it gains; shape 0 displaces nobody. */
function shapesOf({ kinds, kWhPerAmp, ratio }: PlanProblem): Shapes {
  const known: number[] = [0];
  const shapeOf = ints(kinds * MASKS);
  const servedBy = ints(kinds);
  for (let kind = 0; kind < kinds; kind += 1) {
    for (let mask = 1; mask < MASKS; mask += 1) {
      let others = 0;
      for (let other = 0; other < Math.min(kinds, MOST); other += 1) {
        const rate = ratio[(kind * MASKS + mask) * kinds + other]!;
        if (rate > 0 && rate * kWhPerAmp[other]! <= kWhPerAmp[kind]! + 1e-12) others |= 1 << other;
      }
      let shape = known.indexOf(others);
      if (shape < 0) shape = known.length < MOST ? known.push(others) - 1 : 0;
      shapeOf[kind * MASKS + mask] = shape;
      for (let other = 0; shape > 0 && other < kinds; other += 1) if ((others & (1 << other)) !== 0) servedBy[other]! |= 1 << shape;
    }
  }
  return { shapes: known.length, shapeOf, servedBy };
}
