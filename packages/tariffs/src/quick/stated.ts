import { PER_UNIT } from "../numbers/quantity.ts";
import type { OcpiCdr, OcpiCost, OcpiTaxAmount } from "../cdr/ocpi-cdr.ts";
import type { Outcome } from "./quick-price.ts";
import type { QuickTariff } from "./quick-tariff.ts";
import { COST, COSTS, ENERGY_COST, FIXED_COST, PARKING_COST, RESERVATION_COST, TIME_COST, type Reading } from "./reading.ts";

/** What a CDR states: amounts in units of 10^-4, whole or not; NaN where it states nothing. One is filled again and again. */
export interface Stated {
  readonly net: Float64Array;
  readonly gross: Float64Array;
  /** Quantity units. */
  energy: number;
  time: number;
  parking: number;
}

export function createStated(): Stated {
  return { net: new Float64Array(COSTS), gross: new Float64Array(COSTS), energy: Number.NaN, time: Number.NaN, parking: Number.NaN };
}

export function clearStated(stated: Stated): void {
  for (let cost = 0; cost < COSTS; cost += 1) stated.net[cost] = stated.gross[cost] = Number.NaN;
  stated.energy = Number.NaN;
  stated.time = Number.NaN;
  stated.parking = Number.NaN;
}

/** Fills what the CDR states; false when it cannot be told in plain numbers, which `verifyCdr` then judges. */
export function readStated(cdr: OcpiCdr, stated: Stated): boolean {
  clearStated(stated);
  if (cdr.credit === true) return false;
  stated.energy = stateable(cdr.total_energy);
  stated.time = stateable(cdr.total_time);
  stated.parking = stateable(cdr.total_parking_time);
  return stated.energy !== UNUSUAL && stated.time !== UNUSUAL && stated.parking !== UNUSUAL
    && readCost(cdr.total_cost, stated, COST) && readCost(cdr.total_energy_cost, stated, ENERGY_COST) && readCost(cdr.total_time_cost, stated, TIME_COST)
    && readCost(cdr.total_parking_cost, stated, PARKING_COST) && readCost(cdr.total_fixed_cost, stated, FIXED_COST) && readCost(cdr.total_reservation_cost, stated, RESERVATION_COST);
}

/** Stands for a value that cannot be told in plain numbers. */
const UNUSUAL = -1;

function stateable(volume: unknown): number {
  if (volume === undefined || volume === null) return Number.NaN;
  return typeof volume === "number" && volume >= 0 ? volume * PER_UNIT : UNUSUAL;
}

function readCost(cost: OcpiCost | undefined | null, { net, gross }: Stated, place: number): boolean {
  if (cost === undefined || cost === null) return true;
  if (Array.isArray(cost)) return false;
  if (typeof cost !== "object") {
    net[place] = amountOf(cost);
    return net[place] === net[place];
  }
  if ("before_taxes" in cost) {
    const before = amountOf(cost.before_taxes);
    let after = before;
    const taxes: unknown = cost.taxes ?? [];
    if (!Array.isArray(taxes)) return false;
    for (const tax of taxes as readonly (OcpiTaxAmount | null)[]) after += amountOf(tax?.amount);
    net[place] = before;
    gross[place] = after;
    return after === after;
  }
  const { excl_vat: excl, incl_vat: incl } = cost as { readonly excl_vat?: unknown; readonly incl_vat?: unknown };
  if (excl !== undefined && excl !== null) {
    net[place] = amountOf(excl);
    if (net[place] !== net[place]) return false;
  }
  if (incl === undefined || incl === null) return true;
  gross[place] = amountOf(incl);
  return gross[place] === gross[place];
}

/** In units of 10^-4; NaN for what is no number. */
function amountOf(value: unknown): number {
  return typeof value === "number" ? value * 1e4 : Number.NaN;
}

/** The tolerances of `verifyCdr`, 0.01, 0.001 kWh and 0.0003 h, each without the last digit that the calculator prints. */
const AMOUNT = 99;
const ENERGY = 3_240;
const TIME = 720;

/**
 * Y1: everything that is stated is what was computed, seen without rounding either; false where rounding might decide, which is for
 * `verifyCdr`. Where all of them hold, so does the sum of the parts.
 */
export function isAsStated({ net, gross, energy, time, parking }: Stated, outcome: Outcome, { start, end }: Reading, { saysTaxes, unit }: QuickTariff): boolean {
  if (Math.abs(energy - outcome.energy) > ENERGY || Math.abs(time - (end - start)) > TIME || Math.abs(parking - outcome.parking) > TIME) return false;
  const most = AMOUNT * unit;
  for (let cost = COST; cost < COSTS; cost += 1) {
    // NaN, what is not stated, is beyond no tolerance.
    if (Math.abs(net[cost]! * unit - outcome.net[cost]!) > most) return false;
    if (saysTaxes ? Math.abs(gross[cost]! * unit - outcome.gross[cost]!) > most : gross[cost] === gross[cost]) return false;
  }
  return true;
}
