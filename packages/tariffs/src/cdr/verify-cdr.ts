import { addDecimals, compareDecimals, decimal, formatDecimal, isCpoError, negateDecimal, subtractDecimal, ZERO, type Decimal } from "@cpokit/kernel";
import type { Finding } from "../finding.ts";
import type { OcpiVersion } from "../ocpi.ts";
import { price, type PriceSettings } from "../price/price.ts";
import type { Amount, Priced } from "../price/priced.ts";
import type { OcpiCdr, OcpiCost } from "./ocpi-cdr.ts";
import { isNumber, numberOfSide, statedSide, statedValue, type StatedValue } from "./stated-value.ts";

export interface VerifyCdrOptions extends Omit<PriceSettings, "version"> {
  readonly version: OcpiVersion;
  /** Differences up to this are none, by field name; decimal text. Defaults: 0.01 for costs, 0.001 kWh, 0.0003 h. */
  readonly tolerance?: Readonly<Partial<Record<VerifiedField, string>>>;
}

export type VerifiedField =
  | "total_cost" | "total_energy_cost" | "total_time_cost" | "total_parking_cost" | "total_fixed_cost" | "total_reservation_cost"
  | "total_energy" | "total_time" | "total_parking_time";

/** A field that does not say what its CDR amounts to. */
export interface CdrDifference {
  readonly field: VerifiedField;
  /** The side of a cost. */
  readonly side?: "excl" | "incl";
  readonly stated: string;
  readonly computed: string;
  /** Stated minus computed; absent when what is stated is no number. */
  readonly difference?: string;
  /** The CDR contradicts its own periods or totals, or the tariff. */
  readonly contradicts: "itself" | "tariff";
}

export interface Verification {
  readonly ok: boolean;
  readonly differences: readonly CdrDifference[];
  /** Some difference needs no tariff to be seen. */
  readonly selfInconsistent: boolean;
  /** Absent when no tariff could price the CDR; then only the CDR itself was checked. */
  readonly priced?: Priced;
  /** Why it could not be priced: the code of the error. */
  readonly unpriced?: string;
  readonly warnings: readonly Finding[];
}

/** Recomputes a CDR and lists every field that says something else (tariffs Y1). Fields that are not stated are not compared. */
export function verifyCdr(cdr: OcpiCdr, options: VerifyCdrOptions): Verification {
  let priced: Priced | undefined;
  let unpriced: string | undefined;
  try {
    priced = price({ ...options, cdr });
  } catch (error) {
    if (!isCpoError(error) || !UNPRICED.has(error.code)) throw error;
    unpriced = error.code;
  }
  const differences = [
    ...(priced === undefined ? [] : volumeDifferences(cdr, priced, options)),
    ...(priced === undefined ? sumDifferences(cdr, undefined, options) : costDifferences(cdr, priced, options)),
  ];
  return {
    ok: differences.length === 0 && priced !== undefined,
    differences,
    selfInconsistent: differences.some((each) => each.contradicts === "itself"),
    ...(priced === undefined ? {} : { priced }),
    ...(unpriced === undefined ? {} : { unpriced }),
    warnings: priced?.warnings ?? [],
  };
}

const UNPRICED: ReadonlySet<string> = new Set(["tariffs.no-tariff", "tariffs.unknown-tariff", "tariffs.currency", "tariffs.time-zone-required", "tariffs.invalid"]);

function volumeDifferences(cdr: OcpiCdr, { totals }: Priced, options: VerifyCdrOptions): CdrDifference[] {
  return [
    ...compared("total_energy", statedValue(cdr.total_energy), decimal(totals.energy), "itself", options),
    ...compared("total_time", statedValue(cdr.total_time), decimal(totals.time), "itself", options),
    ...compared("total_parking_time", statedValue(cdr.total_parking_time), decimal(totals.parkingTime ?? "0"), "itself", options),
  ];
}

const PARTS = [
  ["total_energy_cost", "energyCost"], ["total_time_cost", "timeCost"], ["total_parking_cost", "parkingCost"], ["total_fixed_cost", "fixedCost"], ["total_reservation_cost", "reservationCost"],
] as const;

function costDifferences(cdr: OcpiCdr, priced: Priced, options: VerifyCdrOptions): CdrDifference[] {
  const { totals } = priced;
  const sign = cdr.credit === true ? negateDecimal : (value: Decimal): Decimal => value; // Y2: a credit states the negated total
  const parts = PARTS.flatMap(([field, name]) => compareCost(field, cdr[field], totals[name], (value) => value, "tariff", options));
  const total = compareCost("total_cost", cdr.total_cost, totals.cost, sign, "tariff", options);
  const kept = flatIsElsewhere(cdr, priced, parts, options) ? parts.filter((each) => !FLAT_GROUP.has(each.field)) : parts;
  // A total that is not even the sum of its own parts contradicts itself, unless a limit stands between them.
  const own = priced.adjustments.length === 0 ? sumDifferences(cdr, priced, options) : [];
  return [...total.filter((each) => !own.some((other) => other.side === each.side)), ...kept, ...own];
}

/** F3: where a FLAT is reported is a matter of taste: these fields are compared as one when only they differ. */
const FLAT_GROUP: ReadonlySet<string> = new Set(["total_fixed_cost", "total_parking_cost", "total_reservation_cost"]);

function flatIsElsewhere(cdr: OcpiCdr, priced: Priced, parts: readonly CdrDifference[], options: VerifyCdrOptions): boolean {
  const grouped = parts.filter((each) => FLAT_GROUP.has(each.field));
  if (!priced.lines.some((line) => line.dimension === "FLAT") || grouped.length === 0 || grouped.some((each) => each.difference === undefined)) return false;
  const group = PARTS.filter(([field]) => FLAT_GROUP.has(field));
  return (["excl", "incl"] as const).every((side) => {
    const stated = addDecimals(ZERO, ...group.flatMap(([field]) => numberOfSide(cdr[field], side) ?? []));
    const computed = addDecimals(ZERO, ...group.flatMap(([, name]) => priced.totals[name]?.[side] ?? []).map(decimal));
    const isStated = group.some(([field]) => numberOfSide(cdr[field], side) !== undefined);
    return !isStated || isWithin(subtractDecimal(stated, computed), "total_fixed_cost", options);
  });
}

/** The stated parts against the stated total. Parts may be left out: without a price to tell which, only too much is a contradiction. */
function sumDifferences(cdr: OcpiCdr, priced: Priced | undefined, options: VerifyCdrOptions): CdrDifference[] {
  if (cdr.credit === true || !PARTS.some(([field]) => cdr[field] !== undefined)) return [];
  if (priced !== undefined && PARTS.some(([field, name]) => cdr[field] === undefined && priced.totals[name] !== undefined)) return [];
  return (["excl", "incl"] as const).flatMap((side) => {
    const parts = PARTS.flatMap(([field]) => (cdr[field] === undefined ? [] : [numberOfSide(cdr[field], side)]));
    const total = numberOfSide(cdr.total_cost, side);
    if (total === undefined || parts.some((part) => part === undefined)) return [];
    const sum = addDecimals(ZERO, ...parts.flatMap((part) => part ?? []));
    const most = addDecimals(tolerance("total_cost", options), LAST_DIGIT);
    // Every part and the total are rounded for themselves: the tolerance and a last digit hold for each of them.
    const allowed: Decimal = { units: most.units * BigInt(parts.length + 1), scale: most.scale };
    const difference = subtractDecimal(total, sum);
    if (priced === undefined && difference.units > 0n) return [];
    return compareDecimals(magnitude(difference), allowed) <= 0 ? [] : [{ field: "total_cost", side, stated: formatDecimal(total), computed: formatDecimal(sum), difference: formatDecimal(difference), contradicts: "itself" }];
  });
}

function compareCost(
  field: VerifiedField, stated: OcpiCost | undefined, amount: Amount | undefined, sign: (value: Decimal) => Decimal, contradicts: CdrDifference["contradicts"], options: VerifyCdrOptions,
): CdrDifference[] {
  return (["excl", "incl"] as const).flatMap((side) => {
    const computed = amount === undefined ? ZERO : amount[side] === undefined ? undefined : decimal(amount[side]);
    if (computed === undefined) return [];
    return compared(field, statedSide(stated, side), sign(computed), contradicts, options).map((each) => ({ ...each, side }));
  });
}

function compared(field: VerifiedField, stated: StatedValue, computed: Decimal, contradicts: CdrDifference["contradicts"], options: VerifyCdrOptions): CdrDifference[] {
  if (stated === undefined) return [];
  if (!isNumber(stated)) return [{ field, stated: stated.noNumber, computed: formatDecimal(computed), contradicts: "itself" }];
  const difference = subtractDecimal(stated, computed);
  if (isWithin(difference, field, options)) return [];
  return [{ field, stated: formatDecimal(stated), computed: formatDecimal(computed), difference: formatDecimal(difference), contradicts }];
}

/** Amounts have four decimals. */
const LAST_DIGIT = decimal("0.0001");

const DEFAULTS: Readonly<Partial<Record<VerifiedField, string>>> = { total_energy: "0.001", total_time: "0.0003", total_parking_time: "0.0003" };

function tolerance(field: VerifiedField, options: VerifyCdrOptions): Decimal {
  return decimal(options.tolerance?.[field] ?? DEFAULTS[field] ?? "0.01");
}

function isWithin(difference: Decimal, field: VerifiedField, options: VerifyCdrOptions): boolean {
  return compareDecimals(magnitude(difference), tolerance(field, options)) <= 0;
}

function magnitude(value: Decimal): Decimal {
  return value.units < 0n ? negateDecimal(value) : value;
}
