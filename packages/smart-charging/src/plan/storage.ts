import { slotsByPrice } from "./slot-order.ts";

/** A battery of the plan: stationary, or that of a car which may give back. Amperes are those of its connection, energy is in kWh stored. */
export interface Storage {
  /** Place among the cars of the plan, or -1. */
  readonly car: number;
  readonly node: number;
  readonly kind: number;
  readonly first: number;
  readonly last: number;
  readonly chargeA: number;
  /** By slot of the plan. */
  readonly dischargeA: Float64Array;
  readonly low: number;
  readonly high: number;
  readonly start: number;
  /** Held at least at the end of its window. */
  readonly final: number;
  /** kWh stored by 1 A over one slot, and taken out to give 1 A back. */
  readonly gain: number;
  readonly drain: number;
  /** Money for 1 A over one slot given back. */
  readonly wear: number;
}

/** What a battery does: amperes in and out, by slot of the plan. */
export interface Dispatch {
  readonly charge: Float64Array;
  readonly discharge: Float64Array;
}

export function idle(slots: number): Dispatch {
  return { charge: new Float64Array(slots), discharge: new Float64Array(slots) };
}

const CLOSE = 1e-9;
const SPLITS = 200;
const HALVINGS = 50;

/**
 * The dispatch nearest to one that follows prices: minimises `(charge - c)² + (discharge - d)²` over `2 × by`, plus
 * `prices × charge - earns × discharge`, over all dispatches that the battery can do. `point` is moved there. Exact: within a stretch
 * in which the battery is neither full nor empty a stored kWh has one worth; stretches split where it would run over (Vidal's
 * decomposition of nested limits). `worth` becomes the worth of a stored kWh by slot.
 */
export function respond(storage: Storage, point: Dispatch, prices: Float64Array, earns: Float64Array, by: number, worth: Float64Array): void {
  const { first, last, low, high, start, final, gain, drain, wear, chargeA, dischargeA } = storage;
  if (last <= first) return;
  const charge = point.charge;
  const discharge = point.discharge;
  for (let slot = first; slot < last; slot += 1) {
    charge[slot]! -= by * prices[slot]!;
    discharge[slot]! += by * (earns[slot]! - wear);
  }
  const inAt = (slot: number, at: number): number => Math.min(chargeA, Math.max(0, charge[slot]! + by * gain * at));
  const outAt = (slot: number, at: number): number => Math.min(dischargeA[slot]!, Math.max(0, discharge[slot]! - by * drain * at));
  const change = (from: number, to: number, at: number): number => {
    let sum = 0;
    for (let slot = from; slot < to; slot += 1) sum += gain * inAt(slot, at) - drain * outAt(slot, at);
    return sum;
  };
  /** The worth at which a stretch stores so much, as near as it gets. */
  const worthOf = (from: number, to: number, stored: number): number => {
    let least = Infinity;
    let most = -Infinity;
    for (let slot = from; slot < to; slot += 1) {
      least = Math.min(least, -charge[slot]! / (by * gain), (discharge[slot]! - dischargeA[slot]!) / (by * drain));
      most = Math.max(most, (chargeA - charge[slot]!) / (by * gain), discharge[slot]! / (by * drain));
    }
    for (let round = 0; round < HALVINGS; round += 1) {
      const middle = (least + most) / 2;
      const open = change(from, to, middle) - stored;
      if (Math.abs(open) < CLOSE) return middle;
      if (open < 0) least = middle;
      else most = middle;
    }
    return (least + most) / 2;
  };
  let splits = 0;
  const settle = (from: number, to: number, begin: number, at: number): void => {
    let level = begin;
    let worst = CLOSE * 10;
    let where = -1;
    let bound = 0;
    for (let slot = from; slot < to - 1; slot += 1) {
      level += gain * inAt(slot, at) - drain * outAt(slot, at);
      const over = Math.max(level - high, low - level);
      if (over <= worst) continue;
      worst = over;
      where = slot + 1;
      bound = level > high ? high : low;
    }
    if (where < 0 || (splits += 1) > SPLITS) {
      worth.fill(at, from, to);
      return;
    }
    const end = begin + change(from, to, at);
    settle(from, where, begin, worthOf(from, where, bound - begin));
    settle(where, to, bound, worthOf(where, to, end - bound));
  };
  // What is stored at the end beyond what is asked has no worth.
  let at = 0;
  const free = start + change(first, last, 0);
  if (free < final) at = worthOf(first, last, final - start);
  else if (free > high) at = worthOf(first, last, high - start);
  settle(first, last, start, at);
  for (let slot = first; slot < last; slot += 1) {
    const amps = inAt(slot, worth[slot]!);
    discharge[slot] = outAt(slot, worth[slot]!);
    charge[slot] = amps;
  }
}

/** A lower bound on what a battery can cost at given prices; any `worth` proves one. */
export function storageBound(storage: Storage, prices: Float64Array, earns: Float64Array, worth: Float64Array): number {
  const { first, last, low, high, start, final, gain, drain, wear, chargeA, dischargeA } = storage;
  if (last <= first) return 0;
  let bound = -worth[first]! * start;
  for (let slot = first; slot < last; slot += 1) {
    bound += Math.min(0, prices[slot]! - worth[slot]! * gain) * chargeA + Math.min(0, worth[slot]! * drain - earns[slot]! + wear) * dischargeA[slot]!;
    const left = slot + 1 < last ? worth[slot]! - worth[slot + 1]! : worth[slot]!;
    bound += left > 0 ? left * (slot + 1 < last ? low : Math.min(final, high)) : left * high;
  }
  return bound;
}

/** Cuts a dispatch down to what the battery can hold; what it then holds at the end. */
export function keepLevels(storage: Storage, { charge, discharge }: Dispatch, toStep: (amps: number) => number = (amps) => amps): number {
  const { first, last, low, high, start, gain, drain, chargeA, dischargeA } = storage;
  let level = start;
  for (let slot = first; slot < last; slot += 1) {
    // In and out at once is a loss that nobody wants.
    const both = Math.min(charge[slot]!, discharge[slot]!);
    charge[slot] = toStep(Math.min(charge[slot]! - both, chargeA, Math.max(0, high - level) / gain));
    discharge[slot] = toStep(Math.min(discharge[slot]! - both, dischargeA[slot]!, Math.max(0, level - low) / drain));
    level += gain * charge[slot]! - drain * discharge[slot]!;
  }
  return level;
}

/** Cuts a dispatch down to what the battery can do; giving back yields first to what must be held at the end, the cheapest slots before others. */
export function fitDispatch(storage: Storage, dispatch: Dispatch, price: Float64Array, toStep: (amps: number) => number = (amps) => amps): void {
  const { first, last, final, drain } = storage;
  const { discharge } = dispatch;
  let lacks = final - keepLevels(storage, dispatch, toStep);
  if (lacks <= CLOSE) return;
  for (const slot of slotsByPrice(price)) {
    if (slot < first || slot >= last) continue;
    if (lacks <= CLOSE) return;
    if (discharge[slot]! <= 0) continue;
    discharge[slot] = toStep(Math.max(0, discharge[slot]! - lacks / drain));
    lacks = final - keepLevels(storage, dispatch, toStep);
  }
}

/** Stored energy at the end of each slot, kWh. */
export function levelsOf({ first, last, start, gain, drain }: Storage, { charge, discharge }: Dispatch): Float64Array {
  let level = start;
  return charge.map((amps, slot) => {
    if (slot >= first && slot < last) level += gain * amps - drain * discharge[slot]!;
    return level;
  });
}
