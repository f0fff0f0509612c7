import type { Zone } from "@cpokit/kernel";
import { clockHolds, progressHolds } from "../compile/restrictions.ts";
import { wholeBlocks } from "../price/blocks.ts";
import { ENERGY, PARKING_TIME, TIME } from "../price/usage.ts";
import { fillLocalMoment } from "../price/matcher.ts";
import { type QuickComponent, type QuickTariff } from "./quick-tariff.ts";
import { COST, COSTS, MOST_PERIODS, type Reading } from "./reading.ts";
import { PER_UNIT } from "../numbers/quantity.ts";

/** What a reading costs: amounts over `QuickTariff.denominator`, not yet rounded, by the kinds of cost in reading.ts. One is filled again and again. */
export interface Outcome {
  readonly net: Float64Array;
  readonly gross: Float64Array;
  /** Bit n: something of kind n was charged. */
  charged: number;
  /** Quantity units. */
  energy: number;
  parking: number;
  /** For each period the bits of what has no price in the whole tariff (S3), and whether there are any. */
  readonly unpriced: Uint8Array;
  hasUnpriced: boolean;
  /** A limit changed the total; and one did so although there were no taxes on it, so that only the limit knows them. */
  limited: boolean;
  taxedByLimit: boolean;
}

export function createOutcome(): Outcome {
  return { net: new Float64Array(COSTS), gross: new Float64Array(COSTS), charged: 0, energy: 0, parking: 0, unpriced: new Uint8Array(MOST_PERIODS), hasUnpriced: false, limited: false, taxedByLimit: false };
}

/** The moment that restrictions are asked about, filled anew for each period. */
const local = { day: 0, minute: 0, weekdayBit: 0 };
const moment = { energy: 0, elapsed: 0, closing: false, local };

/** As TOLERATED and PRINTED in price/read-usage.ts (N5, N6). */
const PRINTED = 180;
const TOLERATED = 1_180;

/**
 * Prices a usual session by a usual tariff on plain numbers, with the default policy and without a tax source. False when anything is
 * out of the ordinary, above all when there is something to warn of: then the calculator (price/calculate.ts) decides. The rules are
 * the calculator's; the tests compare both on every vector and on random sessions.
 */
export function quickPrice(reading: Reading, tariff: QuickTariff, zone: Zone | undefined, outcome: Outcome): boolean {
  const { count, starts, has, start, end } = reading;
  const began = starts[0]!;
  if (count === 0 || !(began >= start) || (tariff.usesClock && zone === undefined)) return false;
  outcome.charged = 0;
  outcome.hasUnpriced = false;
  for (let cost = 0; cost < COSTS; cost += 1) outcome.net[cost] = outcome.gross[cost] = 0;
  let energyTotal = 0;
  let timeTotal = 0;
  let parkingTotal = 0;
  let lastEnergy: QuickComponent | undefined;
  let lastTime: QuickComponent | undefined;
  let lastParking: QuickComponent | undefined;
  let isFlatDone = tariff.flat.length === 0;
  for (let place = 0; place < count; place += 1) {
    const from = starts[place]!;
    const to = place + 1 < count ? starts[place + 1]! : end;
    const bits = has[place]!;
    // S6: only periods in order and with a length; also refuses a moment that could not be read.
    if (!(to > from)) return false;
    if ((bits & (ENERGY | TIME | PARKING_TIME)) === ENERGY && tariff.time.length > 0) return false; // S7
    const energy = reading.energy[place]!;
    const time = lengthIfPrinted(reading.time[place]!, to - from);
    const parking = lengthIfPrinted(reading.parking[place]!, to - from);
    if ((bits & ~ENERGY) !== 0) {
      const difference = time + parking - (to - from);
      if (difference > TOLERATED || difference < -TOLERATED) return false; // N6
    }
    // S4: restrictions are judged at the start of the period.
    moment.energy = energyTotal;
    moment.elapsed = from - began;
    moment.closing = false;
    if (tariff.usesClock) fillLocalMoment(local, zone!, from);
    if (!isFlatDone) {
      const flat = find(tariff.flat);
      if (flat !== undefined) {
        isFlatDone = true; // F1
        if (!charge(outcome, flat, PER_UNIT)) return false;
      }
    }
    let unpriced = 0;
    let energyBy: QuickComponent | undefined;
    let timeBy: QuickComponent | undefined;
    let parkingBy: QuickComponent | undefined;
    if (energy !== 0) {
      energyBy = find(tariff.energy);
      if (energyBy !== undefined) {
        if (!charge(outcome, energyBy, energy)) return false;
        lastEnergy = energyBy;
      } else if (tariff.energy.length === 0) {
        unpriced |= ENERGY;
      } else {
        return false;
      }
    }
    if (time !== 0) {
      timeBy = find(tariff.time);
      if (timeBy !== undefined) {
        if (!charge(outcome, timeBy, time)) return false;
        lastTime = timeBy;
      } else if (tariff.time.length === 0) {
        unpriced |= TIME;
      } else {
        return false;
      }
    }
    if (parking !== 0) {
      parkingBy = find(tariff.parking);
      if (parkingBy !== undefined) {
        if (!charge(outcome, parkingBy, parking)) return false;
        lastParking = parkingBy;
      } else if (tariff.parking.length === 0) {
        unpriced |= PARKING_TIME;
      } else {
        return false;
      }
    }
    outcome.unpriced[place] = unpriced;
    if (unpriced !== 0) outcome.hasUnpriced = true;
    energyTotal += energy;
    timeTotal += time;
    parkingTotal += parking;
    if (isSure(tariff.energy, energyBy) && isSure(tariff.time, timeBy) && isSure(tariff.parking, parkingBy)) continue;
    // S5: another component just before the end is worth a warning.
    moment.energy = energyTotal;
    moment.elapsed = to - 1 - began;
    moment.closing = energy !== 0;
    if (tariff.usesClock) fillLocalMoment(local, zone!, to - 1);
    if (energyBy !== undefined && find(tariff.energy) !== energyBy) return false;
    if (timeBy !== undefined && find(tariff.time) !== timeBy) return false;
    if (parkingBy !== undefined && find(tariff.parking) !== parkingBy) return false;
  }
  outcome.energy = energyTotal;
  outcome.parking = parkingTotal;
  // B1, B4: once for energy; for parking, and for time only where no parking is priced.
  return bill(outcome, lastEnergy, energyTotal) && bill(outcome, lastParking, parkingTotal) && (lastParking !== undefined || bill(outcome, lastTime, timeTotal)) && sumUp(outcome, tariff);
}

/** N5. */
function lengthIfPrinted(volume: number, length: number): number {
  return volume !== 0 && volume - length <= PRINTED && length - volume <= PRINTED ? length : volume;
}

/** S1. */
function find(candidates: readonly QuickComponent[]): QuickComponent | undefined {
  for (let place = 0; place < candidates.length; place += 1) {
    const candidate = candidates[place]!;
    const { restrictions } = candidate;
    if (restrictions === undefined) return candidate;
    if ((!restrictions.usesClock || clockHolds(restrictions, local)) && progressHolds(restrictions, moment, 1)) return candidate;
  }
  return undefined;
}

/** Nothing else can apply by the end of the period. */
function isSure(candidates: readonly QuickComponent[], component: QuickComponent | undefined): boolean {
  return component === undefined || (component.restrictions === undefined && component === candidates[0]);
}

function charge(outcome: Outcome, component: QuickComponent, quantity: number): boolean {
  const { net, gross } = outcome;
  const { cost } = component;
  outcome.charged |= 1 << cost;
  const before = component.net * quantity;
  const after = component.gross * quantity;
  net[cost]! += before;
  gross[cost]! += after;
  return isSafe(before) && isSafe(after) && isSafe(net[cost]!) && isSafe(gross[cost]!);
}

function isSafe(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/** B2, B3: whole blocks of the total, the surplus at the last component's price. */
function bill(outcome: Outcome, last: QuickComponent | undefined, total: number): boolean {
  if (last === undefined || last.step === 0) return true; // B7
  return charge(outcome, last, Number(wholeBlocks(total, last.dimension, last.step, 1)) - total);
}

/** L1, L3: the sides of the limits are independent, the maximum comes last. */
function sumUp(outcome: Outcome, tariff: QuickTariff): boolean {
  const { net, gross } = outcome;
  let netTotal = 0;
  let grossTotal = 0;
  for (let cost = COST + 1; cost < COSTS; cost += 1) {
    if ((outcome.charged & (1 << cost)) === 0) continue;
    netTotal += net[cost]!;
    grossTotal += gross[cost]!;
    if (!isSafe(netTotal) || !isSafe(grossTotal)) return false;
  }
  const raisedNet = Math.max(netTotal, tariff.leastNet);
  const raisedGross = Math.max(grossTotal, tariff.leastGross);
  const limitedNet = Math.min(raisedNet, tariff.mostNet);
  const limitedGross = Math.min(raisedGross, tariff.mostGross);
  outcome.taxedByLimit = (netTotal === grossTotal && raisedNet !== raisedGross) || (raisedNet === raisedGross && limitedNet !== limitedGross);
  outcome.limited = limitedNet !== netTotal || limitedGross !== grossTotal;
  net[COST] = limitedNet;
  gross[COST] = limitedGross;
  return true;
}
