import { usualInstant } from "../numbers/read-instant.ts";
import { ENERGY, PARKING_TIME, TIME } from "../price/usage.ts";
import { closingQuote, COMMA, isAt, numberEnd, opened, OPEN, OPEN_LIST, CLOSE, CLOSE_LIST, QUOTE, skipValue, space, valueAfter } from "./json-text.ts";
import { quantityIn } from "./read-quick.ts";
import { addVolume, COST, ENERGY_COST, FIXED_COST, kindOf, openPeriod, PARKING_COST, RESERVATION_COST, TIME_COST, type Reading } from "./reading.ts";
import { skipRepeated, type Repeats } from "./repeats.ts";
import { clearStated, type Stated } from "./stated.ts";

/**
 * Reads from the JSON text of a CDR only what its price needs, and with `stated` what it states, without parsing the rest. False when
 * anything is unusual (escapes, a field twice, null, a number as text, a period that `readQuickCdr` would not take): then the text is to be
 * parsed. What is skipped is checked for its brackets and quotes only.
 */
export function scanCdr(text: string, reading: Reading, stated: Stated | undefined, repeats: Repeats): boolean {
  if (text.includes("\\")) return false;
  reading.start = Number.NaN;
  reading.end = Number.NaN;
  reading.currency = undefined;
  reading.tariffId = undefined;
  reading.count = 0;
  if (stated !== undefined) clearStated(stated);
  const at = scanFields(text, reading, stated, repeats);
  return at >= 0 && space(text, at) === text.length && reading.end > reading.start;
}

// Every function below answers the place behind what it has read, or -1.

/** Bits of the fields seen: all must be there, none twice. */
const START = 1;
const END = 2;
const CURRENCY = 4;
const PERIODS = 8;
const ALL = 15;

function scanFields(text: string, reading: Reading, stated: Stated | undefined, repeats: Repeats): number {
  let seen = 0;
  let at = opened(text, 0, OPEN);
  while (at >= 0 && text.charCodeAt(at) === QUOTE) {
    const key = at + 1;
    const keyEnd = closingQuote(text, key);
    const value = valueAfter(text, keyEnd);
    if (value < 0) return -1;
    const field = fieldOf(text, key, keyEnd - key);
    if ((seen & field) !== 0) return -1;
    seen |= field;
    let end: number;
    if (field === 0 && text.charCodeAt(value) === OPEN_LIST && keyEnd - key === 7 && text.startsWith("tariffs", key)) {
      end = skipRepeated(text, value, reading.tariffId, repeats);
    } else if (field === 0) {
      end = stated === undefined ? skipValue(text, value) : scanStated(text, key, keyEnd - key, value, stated);
    } else if (field === PERIODS) {
      end = scanPeriods(text, value, reading);
    } else {
      if (text.charCodeAt(value) !== QUOTE) return -1;
      const last = closingQuote(text, value + 1);
      if (field === CURRENCY) reading.currency = text.slice(value + 1, last);
      else if (field === START) reading.start = usualInstant(text, value + 1, last - value - 1);
      else reading.end = usualInstant(text, value + 1, last - value - 1);
      end = last < 0 ? -1 : last + 1;
    }
    if (end < 0) return -1;
    end = space(text, end);
    if (isAt(text, end, CLOSE)) return seen === ALL ? end + 1 : -1;
    at = isAt(text, end, COMMA) ? space(text, end + 1) : -1;
  }
  return -1;
}

function fieldOf(text: string, key: number, length: number): number {
  switch (length) {
    case 8:
      return text.startsWith("currency", key) ? CURRENCY : 0;
    case 13:
      return text.startsWith("end_date_time", key) ? END : 0;
    case 14:
      return text.startsWith("stop_date_time", key) ? END : 0;
    case 15:
      return text.startsWith("start_date_time", key) ? START : 0;
    case 16:
      return text.startsWith("charging_periods", key) ? PERIODS : 0;
    default:
      return 0;
  }
}

function scanPeriods(text: string, from: number, reading: Reading): number {
  let at = opened(text, from, OPEN_LIST);
  while (at >= 0) {
    if (!openPeriod(reading)) return -1;
    at = scanPeriod(text, at, reading);
    if (at < 0) return -1;
    at = space(text, at);
    if (isAt(text, at, CLOSE_LIST)) return at + 1;
    at = isAt(text, at, COMMA) ? space(text, at + 1) : -1;
  }
  return -1;
}

function scanPeriod(text: string, from: number, reading: Reading): number {
  const place = reading.count - 1;
  let hasStart = false;
  let hasDimensions = false;
  let hasTariff = false;
  let at = opened(text, from, OPEN);
  while (at >= 0 && text.charCodeAt(at) === QUOTE) {
    const key = at + 1;
    const keyEnd = closingQuote(text, key);
    const value = valueAfter(text, keyEnd);
    if (value < 0) return -1;
    let end: number;
    if (keyEnd - key === 10 && text.startsWith("dimensions", key)) {
      if (hasDimensions) return -1;
      hasDimensions = true;
      end = scanDimensions(text, value, reading);
    } else {
      const isStart = keyEnd - key === 15 && text.startsWith("start_date_time", key);
      const isTariff = keyEnd - key === 9 && text.startsWith("tariff_id", key);
      if (isStart || isTariff) {
        const last = text.charCodeAt(value) === QUOTE ? closingQuote(text, value + 1) : -1;
        if (last < 0 || (isStart ? hasStart : hasTariff)) return -1;
        if (isStart) {
          hasStart = true;
          reading.starts[place] = usualInstant(text, value + 1, last - value - 1);
        } else {
          hasTariff = true;
          if (!nameScanned(text, value + 1, last, reading)) return -1;
        }
        end = last + 1;
      } else {
        end = skipValue(text, value);
      }
    }
    if (end < 0) return -1;
    end = space(text, end);
    if (isAt(text, end, CLOSE)) return hasStart && hasDimensions && hasTariff === (reading.tariffId !== undefined) ? end + 1 : -1;
    at = isAt(text, end, COMMA) ? space(text, end + 1) : -1;
  }
  return -1;
}

/** As `nameTariff`, without a copy of the id for each period. */
function nameScanned(text: string, from: number, to: number, reading: Reading): boolean {
  if (reading.count === 1) reading.tariffId = text.slice(from, to);
  const { tariffId } = reading;
  return tariffId !== undefined && tariffId.length === to - from && text.startsWith(tariffId, from);
}

function scanDimensions(text: string, from: number, reading: Reading): number {
  let at = opened(text, from, OPEN_LIST);
  while (at >= 0) {
    at = scanDimension(text, at, reading);
    if (at < 0) return -1;
    at = space(text, at);
    if (isAt(text, at, CLOSE_LIST)) return at + 1;
    at = isAt(text, at, COMMA) ? space(text, at + 1) : -1;
  }
  return -1;
}

function scanDimension(text: string, from: number, reading: Reading): number {
  let kind = -1;
  let quantity = Number.NaN;
  let hasVolume = false;
  let at = opened(text, from, OPEN);
  while (at >= 0 && text.charCodeAt(at) === QUOTE) {
    const key = at + 1;
    const keyEnd = closingQuote(text, key);
    const value = valueAfter(text, keyEnd);
    if (value < 0) return -1;
    let end: number;
    if (keyEnd - key === 4 && text.startsWith("type", key)) {
      const last = text.charCodeAt(value) === QUOTE ? closingQuote(text, value + 1) : -1;
      if (last < 0 || kind !== -1) return -1;
      kind = kindAt(text, value + 1, last - value - 1);
      end = last + 1;
    } else if (keyEnd - key === 6 && text.startsWith("volume", key)) {
      end = numberEnd(text, value);
      if (end < 0 || hasVolume) return -1;
      hasVolume = true;
      quantity = quantityIn(text, value, end);
    } else {
      end = skipValue(text, value);
    }
    if (end < 0) return -1;
    end = space(text, end);
    if (isAt(text, end, CLOSE)) return hasVolume && kind !== -1 && addVolume(reading, kind, quantity) ? end + 1 : -1;
    at = isAt(text, end, COMMA) ? space(text, end + 1) : -1;
  }
  return -1;
}

function kindAt(text: string, from: number, length: number): number {
  if (length === 4 && text.startsWith("TIME", from)) return TIME;
  if (length === 6 && text.startsWith("ENERGY", from)) return ENERGY;
  if (length === 12 && text.startsWith("PARKING_TIME", from)) return PARKING_TIME;
  return kindOf(text.slice(from, from + length));
}

/** A field that a CDR states, or any other, which is skipped. Of a field that comes twice the last counts, as in JSON.parse. */
function scanStated(text: string, key: number, length: number, value: number, stated: Stated): number {
  switch (length) {
    case 6:
      // Only a credit that says so is one (Y2).
      return text.startsWith("credit", key) && !text.startsWith("false", value) ? -1 : skipValue(text, value);
    case 10:
      if (text.startsWith("total_cost", key)) return scanCost(text, value, stated, COST);
      if (text.startsWith("total_time", key)) return scanQuantity(text, value, stated, "time");
      break;
    case 12:
      if (text.startsWith("total_energy", key)) return scanQuantity(text, value, stated, "energy");
      break;
    case 15:
      if (text.startsWith("total_time_cost", key)) return scanCost(text, value, stated, TIME_COST);
      break;
    case 16:
      if (text.startsWith("total_fixed_cost", key)) return scanCost(text, value, stated, FIXED_COST);
      break;
    case 17:
      if (text.startsWith("total_energy_cost", key)) return scanCost(text, value, stated, ENERGY_COST);
      break;
    case 18:
      if (text.startsWith("total_parking_cost", key)) return scanCost(text, value, stated, PARKING_COST);
      if (text.startsWith("total_parking_time", key)) return scanQuantity(text, value, stated, "parking");
      break;
    case 22:
      if (text.startsWith("total_reservation_cost", key)) return scanCost(text, value, stated, RESERVATION_COST);
      break;
    default:
  }
  return skipValue(text, value);
}

function scanQuantity(text: string, value: number, stated: Stated, name: "energy" | "time" | "parking"): number {
  const end = numberEnd(text, value);
  if (end < 0) return -1;
  const quantity = quantityIn(text, value, end);
  stated[name] = quantity;
  return quantity >= 0 ? end : -1;
}

/** `{ excl_vat, incl_vat }`; a cost of another shape, or anything beside them, is for `verifyCdr`. */
function scanCost(text: string, from: number, { net, gross }: Stated, place: number): number {
  if (net[place] === net[place]) return -1;
  let at = opened(text, from, OPEN);
  while (at >= 0 && text.charCodeAt(at) === QUOTE) {
    const key = at + 1;
    const keyEnd = closingQuote(text, key);
    const value = valueAfter(text, keyEnd);
    const end = value < 0 || keyEnd - key !== 8 ? -1 : numberEnd(text, value);
    if (end < 0) return -1;
    const quantity = quantityIn(text, value, end);
    if (!(quantity % PER_FOURTH_DECIMAL === 0)) return -1;
    if (text.startsWith("excl_vat", key)) net[place] = quantity / PER_FOURTH_DECIMAL;
    else if (text.startsWith("incl_vat", key)) gross[place] = quantity / PER_FOURTH_DECIMAL;
    else return -1;
    const behind = space(text, end);
    if (isAt(text, behind, CLOSE)) return net[place] === net[place] ? behind + 1 : -1;
    at = isAt(text, behind, COMMA) ? space(text, behind + 1) : -1;
  }
  return -1;
}

/** Quantity units of 10^-4. */
const PER_FOURTH_DECIMAL = 360;
