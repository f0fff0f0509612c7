import { zone } from "@cpokit/kernel";
import type { CompiledTariff } from "../compile/compiled-tariff.ts";
import { finding } from "../compile/document.ts";
import type { Finding } from "../finding.ts";
import type { OcpiTariff } from "../ocpi.ts";
import { isCompiled } from "../price/calculate.ts";
import type { PricedTotals, PriceOptions, PriceSettings } from "../price/price.ts";
import type { TaxAmount, Totals } from "../price/priced.ts";
import { sameId } from "../price/select-tariff.ts";
import { ENERGY, PARKING_TIME, TIME } from "../price/usage.ts";
import { kilowattHours } from "../price/write-totals.ts";
import { hoursText } from "../numbers/quantity.ts";
import { decimalText, dividedBy } from "../numbers/whole.ts";
import { createOutcome, quickPrice } from "./quick-price.ts";
import { quickTariff, type QuickTariff } from "./quick-tariff.ts";
import { COST, createReading, ENERGY_COST, FIXED_COST, PARKING_COST, TIME_COST, type Reading } from "./reading.ts";
import { readQuickCdr, readQuickSession } from "./read-quick.ts";
import type { Repeats } from "./repeats.ts";
import { scanCdr } from "./scan-cdr.ts";

const CDR_PERIODS = "/charging_periods";
const SESSION_PERIODS = "/periods";
type Pointer = typeof CDR_PERIODS | typeof SESSION_PERIODS;

/** Filled by every call and read before the next. */
export const reading = createReading();
export const outcome = createOutcome();

/** The totals of a usual session or CDR by a usual tariff; `undefined` where the calculator must decide. */
export function quickTotals(options: PriceOptions): PricedTotals | undefined {
  if (!isQuick(options)) return undefined;
  const isRead = options.session === undefined ? readQuickCdr(options.cdr, reading) : readQuickSession(options.session, reading);
  const tariff = isRead ? pricedBy(options, options.timeZone ?? options.cdr?.location?.time_zone) : undefined;
  return tariff === undefined ? undefined : writeQuick(tariff, options.session === undefined ? CDR_PERIODS : SESSION_PERIODS);
}

/** As `quickTotals`, from the JSON text of a CDR; `repeats` is for all texts of one file. */
export function quickTotalsOfText(text: string, settings: PriceSettings, repeats: Repeats): PricedTotals | undefined {
  const tariff = isQuick(settings) && scanCdr(text, reading, undefined, repeats) ? pricedBy(settings, settings.timeZone) : undefined;
  return tariff === undefined ? undefined : writeQuick(tariff, CDR_PERIODS);
}

/** Whether the settings leave all to the defaults. */
export function isQuick({ policy, taxes, facts }: PriceSettings): boolean {
  return policy === undefined && taxes === undefined && facts?.expired !== true;
}

/** Prices the reading by the tariff that is its own; `undefined` where the calculator must decide. */
export function pricedBy(settings: PriceSettings, timeZone: string | undefined): QuickTariff | undefined {
  const tariff = chosenQuick(settings);
  if (tariff === undefined) return undefined;
  return quickPrice(reading, tariff, timeZone === undefined ? undefined : zone(timeZone), outcome) ? tariff : undefined;
}

/** The tariff of the reading; `undefined` where the calculator must decide. */
export function chosenQuick(settings: PriceSettings): QuickTariff | undefined {
  const compiled = chosen(settings, reading);
  return compiled === undefined ? undefined : quickTariff(compiled);
}

/** V1–V3, V6: the one that the periods name, else the first that is valid at the start. */
function chosen({ tariff, tariffs }: PriceSettings, { tariffId, start, currency }: Reading): CompiledTariff | undefined {
  let found: CompiledTariff | OcpiTariff | undefined;
  if (tariffs === undefined) {
    if (tariff !== undefined && isOwn(tariff, tariffId, start)) found = tariff;
  } else {
    for (let place = 0; place < tariffs.length && found === undefined; place += 1) if (isOwn(tariffs[place]!, tariffId, start)) found = tariffs[place];
  }
  if (found === undefined || !isCompiled(found)) return undefined;
  return currency === undefined || currency === found.currency ? found : undefined;
}

function isOwn(tariff: CompiledTariff | OcpiTariff, tariffId: string | undefined, start: number): boolean {
  if (!isCompiled(tariff)) return true;
  return tariffId === undefined ? tariff.validFrom <= start && start < tariff.validTo : sameId(tariff.id, tariffId);
}

const NO_TAXES: readonly TaxAmount[] = Object.freeze([]);
const NO_WARNINGS: readonly Finding[] = Object.freeze([]);

/** The commonest warning, made once for each place: a tariff without a price per hour has it for every period. */
const UNPRICED: Readonly<Record<string, (Finding | undefined)[]>> = { [CDR_PERIODS]: [], [SESSION_PERIODS]: [] };

function unpriced(pointer: Pointer, place: number, bit: number): Finding {
  const dimension = bit === ENERGY ? "ENERGY" : bit === TIME ? "TIME" : "PARKING_TIME";
  return (UNPRICED[pointer]![place * 8 + bit] ??= finding("UNPRICED", `${pointer}/${place}`, Object.freeze({ dimension })));
}

/** The totals as the calculator writes them; `undefined` where taxes have to be shared out. `pointer` is that of the list of periods. */
export function writeQuick(tariff: QuickTariff, pointer: Pointer): PricedTotals | undefined {
  const { net, gross, charged, energy, parking, limited, taxedByLimit } = outcome;
  if (tariff.hasSeveralTaxes || charged === 0 || taxedByLimit || (limited && tariff.tax === undefined)) return undefined;
  const totals: { -readonly [Key in keyof Totals]: Totals[Key] } = {
    cost: amount(net[COST]!, gross[COST]!, tariff),
    energy: kilowattHours(energy, 0),
    time: hoursText(reading.end - reading.start),
  };
  if ((charged & (1 << ENERGY_COST)) !== 0) totals.energyCost = amount(net[ENERGY_COST]!, gross[ENERGY_COST]!, tariff);
  if ((charged & (1 << TIME_COST)) !== 0) totals.timeCost = amount(net[TIME_COST]!, gross[TIME_COST]!, tariff);
  if ((charged & (1 << PARKING_COST)) !== 0) totals.parkingCost = amount(net[PARKING_COST]!, gross[PARKING_COST]!, tariff);
  if ((charged & (1 << FIXED_COST)) !== 0) totals.fixedCost = amount(net[FIXED_COST]!, gross[FIXED_COST]!, tariff);
  if (parking !== 0) totals.parkingTime = hoursText(parking);
  return { currency: tariff.compiled.currency, totals: Object.freeze(totals), warnings: outcome.hasUnpriced ? unpricedIn(pointer) : NO_WARNINGS };
}

/** S3, in the order of the periods. */
function unpricedIn(pointer: Pointer): readonly Finding[] {
  const warnings: Finding[] = [];
  for (let place = 0; place < reading.count; place += 1) {
    const bits = outcome.unpriced[place]!;
    if (bits === 0) continue;
    if ((bits & ENERGY) !== 0) warnings.push(unpriced(pointer, place, ENERGY));
    if ((bits & TIME) !== 0) warnings.push(unpriced(pointer, place, TIME));
    if ((bits & PARKING_TIME) !== 0) warnings.push(unpriced(pointer, place, PARKING_TIME));
  }
  return warnings;
}

/** M1: every amount is rounded once. */
function amount(exactNet: number, exactGross: number, { tax, saysTaxes, unit }: QuickTariff): Totals["cost"] {
  const net = dividedBy(exactNet, unit, "half-away") as number;
  const gross = dividedBy(exactGross, unit, "half-away") as number;
  const excl = decimalText(net, 4);
  if (!saysTaxes) return Object.freeze({ excl, taxes: NO_TAXES });
  const incl = net === gross ? excl : decimalText(gross, 4);
  if (tax === undefined) return Object.freeze({ excl, incl, taxes: NO_TAXES });
  const { name, percentage } = tax;
  const share = decimalText(gross - net, 4);
  return Object.freeze({ excl, incl, taxes: Object.freeze([Object.freeze(percentage === undefined ? { name, amount: share } : { name, percentage, amount: share })]) });
}
