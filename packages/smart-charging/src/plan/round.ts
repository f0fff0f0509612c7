import { add, createFlow, openTier, spaceFor, TINY, type Flow } from "./flow.ts";
import { floats, ints } from "./scratch.ts";
import { slotsByPrice } from "./slot-order.ts";

const MILLI = 1_000;
const FIT = 1e-6;

/**
 * Makes set-points of currents: whole steps in every slot, 0 or at least the minimum (smart-charging §5.8). Grants below the minimum add
 * up over a car's slots until they make a set-point, within what each slot was to give. What rounding still takes off is placed again where it already charges, then in the cheapest slots it can open; currents only ever move into free room.
 * Returns the plan; its currents are whole milliamperes.
 */
export function roundToSetpoints(exact: Flow): Flow {
  const { problem } = exact;
  const { count, slots, first, last, minimum, step } = problem;
  const flow = createFlow(problem);
  for (let slot = 0; slot < slots; slot += 1) openTier(flow, slot, exact.taken[slot]! + FIT);
  const carried = floats(count);
  const waiting = ints(count);
  for (let slot = 0; slot < slots; slot += 1) {
    let some = 0;
    for (let car = 0; car < count; car += 1) {
      const current = exact.x[slot * count + car]!;
      if (current <= 0) continue;
      const amps = floorTo(step[car]!, current + FIT);
      const isSetpoint = amps > 0 && amps >= minimum[car]! - FIT;
      carried[car]! += current;
      if (isSetpoint) give(flow, car, slot, amps, carried);
      else if (carried[car]! >= minimum[car]! - FIT) {
        // Small grants add up until they make a set-point; then whoever waits longest has the room that others' small grants leave.
        let at = some++;
        for (; at > 0 && carried[waiting[at - 1]!]! < carried[car]!; at -= 1) waiting[at] = waiting[at - 1]!;
        waiting[at] = car;
      }
    }
    for (let place = 0; place < some; place += 1) {
      const car = waiting[place]!;
      const amps = floorTo(step[car]!, Math.min(carried[car]!, spaceFor(flow, car, slot)) + FIT);
      if (amps > 0 && amps >= minimum[car]! - FIT) give(flow, car, slot, amps, carried);
    }
  }
  for (let slot = 0; slot < slots; slot += 1) openTier(flow, slot, Math.max(0, problem.peak[slot]! - flow.taken[slot]!));
  const orders = ordersOf(problem);
  for (const car of byRank(flow)) {
    // Shortfalls that the exact plan has are none of rounding's business.
    let lost = flow.missing[car]! - Math.max(0, exact.missing[car]!);
    if (lost <= FIT || first[car] === last[car]) continue;
    // First what is cheap, no more of it than there is; then what there is.
    for (const withinCheap of problem.hasCheap ? [true, false] : [false]) {
      if (lost <= FIT) break;
      const order = withinCheap ? orders.byCheapPrice : cheapestFirst(flow, orders);
      lost = raise(flow, car, order, lost, withinCheap);
      lost = open(flow, car, order, lost, withinCheap);
    }
    if (lost > FIT) raise(flow, car, cheapestFirst(flow, orders), lost, false);
  }
  return flow;
}

function give(flow: Flow, car: number, slot: number, amps: number, carried: Float64Array): void {
  add(flow, car, slot, amps);
  carried[car]! -= amps;
}

/** Who comes first where not all that rounding took off finds room again: what is guaranteed, by priority; then who lacks the greatest part. */
function byRank({ problem, missing }: Flow): Int32Array {
  const { count, priority, guaranteed, energy, weight } = problem;
  const lacks = Float64Array.from(energy, (kWh, car) => (kWh > 0 ? missing[car]! / kWh / weight[car]! : 0));
  return Int32Array.from({ length: count }, (_, car) => car).sort((a, b) => Number(guaranteed[b]! > 0) - Number(guaranteed[a]! > 0) || (guaranteed[a]! > 0 ? priority[b]! - priority[a]! : 0) || lacks[b]! - lacks[a]! || a - b);
}

/** Adds to slots in which the car charges already. */
function raise(flow: Flow, car: number, order: Int32Array, lost: number, withinCheap: boolean): number {
  const { problem } = flow;
  const energy = problem.kWhPerAmp[problem.kind[car]!]!;
  const step = problem.step[car]!;
  let left = lost;
  for (const slot of order) {
    if (left <= FIT) break;
    if (slot < problem.first[car]! || slot >= problem.last[car]! || flow.x[slot * problem.count + car]! <= TINY) continue;
    // The last step may bring a little more than was asked; the car stops by itself.
    const amps = Math.min(floorTo(step, spaceFor(flow, car, slot) + TINY), ceilTo(step, left / energy), withinCheap ? ceilTo(step, cheapLeft(flow, slot) / energy) : Infinity);
    if (amps <= 0) continue;
    add(flow, car, slot, amps);
    left -= amps * energy;
  }
  return left;
}

/** Opens slots at the minimum at least; what the car lacks for that comes out of its dearest slots. */
function open(flow: Flow, car: number, order: Int32Array, lost: number, withinCheap: boolean): number {
  const { problem } = flow;
  const { count, minimum, step } = problem;
  const energy = problem.kWhPerAmp[problem.kind[car]!]!;
  const least = ceilTo(step[car]!, minimum[car]!);
  let left = lost;
  for (const slot of order) {
    if (left <= FIT) break;
    if (slot < problem.first[car]! || slot >= problem.last[car]! || flow.x[slot * count + car]! > TINY) continue;
    const space = floorTo(step[car]!, spaceFor(flow, car, slot) + TINY);
    if (space <= 0 || space < least) continue;
    let amps = Math.min(space, ceilTo(step[car]!, left / energy), withinCheap ? ceilTo(step[car]!, cheapLeft(flow, slot) / energy) : Infinity);
    if (withinCheap && amps < least) continue;
    if (amps < least) {
      left += takeBack(flow, car, order, least - amps) * energy;
      amps = least;
    }
    add(flow, car, slot, amps);
    left -= amps * energy;
  }
  return left;
}

/** Takes up to some amperes out of the dearest slots, none below the minimum. */
function takeBack(flow: Flow, car: number, order: Int32Array, wanted: number): number {
  const { problem } = flow;
  let taken = 0;
  for (let place = order.length - 1; place >= 0 && wanted - taken > FIT; place -= 1) {
    const slot = order[place]!;
    const amps = flow.x[slot * problem.count + car]!;
    if (amps <= TINY) continue;
    const less = Math.min(wanted - taken, floorTo(problem.step[car]!, amps - problem.minimum[car]! + TINY));
    if (less <= 0) continue;
    add(flow, car, slot, -less);
    taken += less;
  }
  return taken;
}

/** What a slot still gives at its lower price; all it has where there is one price. */
function cheapLeft(flow: Flow, slot: number): number {
  const { cheap, price, cheapPrice } = flow.problem;
  return cheapPrice[slot]! < price[slot]! ? Math.max(0, cheap[slot]! - flow.taken[slot]!) : Infinity;
}

/** Slots in the order of what their next kWh costs; others than a car's own may be among them. */
function cheapestFirst(flow: Flow, { byPrice, byCheapPrice }: Orders): Int32Array {
  const { price, cheap, cheapPrice, hasCheap } = flow.problem;
  if (!hasCheap) return byPrice;
  const order = new Int32Array(byPrice.length);
  const isCheap = (slot: number): boolean => flow.taken[slot]! < cheap[slot]!;
  let cheapPlace = 0;
  let place = 0;
  for (let size = 0; size < order.length; size += 1) {
    while (cheapPlace < order.length && !isCheap(byCheapPrice[cheapPlace]!)) cheapPlace += 1;
    while (place < order.length && isCheap(byPrice[place]!)) place += 1;
    const next = byCheapPrice[cheapPlace];
    const other = byPrice[place];
    if (other === undefined || (next !== undefined && cheapPrice[next]! <= price[other]!)) {
      order[size] = next!;
      cheapPlace += 1;
    } else {
      order[size] = other;
      place += 1;
    }
  }
  return order;
}

/** Slots by the price of grid energy, and by that of the energy before it. */
interface Orders {
  readonly byPrice: Int32Array;
  readonly byCheapPrice: Int32Array;
}

function ordersOf({ price, cheapPrice, hasCheap }: Flow["problem"]): Orders {
  const byPrice = slotsByPrice(price);
  return { byPrice, byCheapPrice: hasCheap ? slotsByPrice(cheapPrice) : byPrice };
}

export function floorTo(step: number, amps: number): number {
  return Math.floor((Math.floor(amps / step + FIT) * step) * MILLI + FIT) / MILLI;
}

function ceilTo(step: number, amps: number): number {
  return Math.ceil((Math.ceil(amps / step - FIT) * step) * MILLI - FIT) / MILLI;
}
