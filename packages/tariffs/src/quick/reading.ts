import { ENERGY, PARKING_TIME, RESERVATION_TIME, TIME } from "../price/usage.ts";

/** More periods than this are not the usual case. */
export const MOST_PERIODS = 64;

/** Costs in the order in which a reading and an outcome hold them. */
export const COST = 0;
export const ENERGY_COST = 1;
export const TIME_COST = 2;
export const PARKING_COST = 3;
export const FIXED_COST = 4;
export const RESERVATION_COST = 5;
export const COSTS = 6;

/**
 * A session or CDR of the usual kind, as plain numbers in lists: instants in milliseconds, quantities as in numbers/quantity.ts at
 * fineness 0. One is filled again and again, so nothing of it is kept.
 */
export interface Reading {
  start: number;
  end: number;
  currency: string | undefined;
  /** The tariff that every period names, or none does. */
  tariffId: string | undefined;
  count: number;
  readonly starts: Float64Array;
  readonly energy: Float64Array;
  readonly time: Float64Array;
  readonly parking: Float64Array;
  /** Bits as in price/usage.ts. */
  readonly has: Uint8Array;
}

export function createReading(): Reading {
  return {
    start: 0, end: 0, currency: undefined, tariffId: undefined, count: 0,
    starts: new Float64Array(MOST_PERIODS), energy: new Float64Array(MOST_PERIODS), time: new Float64Array(MOST_PERIODS), parking: new Float64Array(MOST_PERIODS),
    has: new Uint8Array(MOST_PERIODS),
  };
}

/** Begins the next period; false when there are too many. */
export function openPeriod(reading: Reading): boolean {
  const place = reading.count;
  if (place >= MOST_PERIODS) return false;
  reading.energy[place] = 0;
  reading.time[place] = 0;
  reading.parking[place] = 0;
  reading.has[place] = 0;
  reading.count = place + 1;
  return true;
}

/** Kinds of dimensions: the bits of price/usage.ts, a power or current, or what only describes (Q1). */
export const FLOW = 16;
export const DESCRIPTION = 0;

export function kindOf(type: unknown): number {
  switch (type) {
    case "ENERGY":
      return ENERGY;
    case "TIME":
      return TIME;
    case "PARKING_TIME":
      return PARKING_TIME;
    case "RESERVATION_TIME":
      return RESERVATION_TIME;
    case "MAX_POWER":
    case "POWER":
    case "MIN_POWER":
    case "MAX_CURRENT":
    case "CURRENT":
    case "MIN_CURRENT":
      return FLOW;
    default:
      return DESCRIPTION;
  }
}

/** Notes a quantity of the open period; false for what the usual case does not have. */
export function addVolume(reading: Reading, kind: number, quantity: number): boolean {
  if (kind === DESCRIPTION) return true;
  const place = reading.count - 1;
  const has = reading.has[place]!;
  if (!(quantity >= 0) || kind === RESERVATION_TIME || (has & kind) !== 0) return false;
  if (kind === FLOW) return true;
  reading.has[place] = has | kind;
  const list = kind === ENERGY ? reading.energy : kind === TIME ? reading.time : reading.parking;
  list[place] = quantity;
  return true;
}

/** Every period names the same tariff, or none does. */
export function nameTariff(reading: Reading, id: string | undefined): boolean {
  if (reading.count === 1) reading.tariffId = id;
  return reading.tariffId === id;
}
