import { addDecimals, compareDecimals, decimal, formatDecimal, negateDecimal, subtractDecimal, tryDecimal, ZERO, type Decimal } from "@cpokit/kernel";
import type { NumberLike } from "../ocpi.ts";
import type { Amount, Priced, Totals } from "../price/priced.ts";

/** PriceType of OCPP 2.1. */
export interface Ocpp21Cost {
  readonly exclTax?: NumberLike | undefined;
  readonly inclTax?: NumberLike | undefined;
}

/** CostDetailsType of OCPP 2.1: what a station with a tariff of its own worked out. Energy in kWh, times in whole seconds. */
export interface Ocpp21CostDetails {
  readonly totalCost: {
    readonly currency: string;
    readonly typeOfCost: string;
    readonly fixed?: Ocpp21Cost | undefined;
    readonly energy?: Ocpp21Cost | undefined;
    readonly chargingTime?: Ocpp21Cost | undefined;
    readonly idleTime?: Ocpp21Cost | undefined;
    readonly reservationTime?: Ocpp21Cost | undefined;
    readonly reservationFixed?: Ocpp21Cost | undefined;
    readonly total: Ocpp21Cost;
  };
  readonly totalUsage: { readonly energy: NumberLike; readonly chargingTime: number; readonly idleTime: number; readonly reservationTime?: number | undefined };
  readonly failureToCalculate?: boolean | undefined;
  readonly failureReason?: string | undefined;
}

/** A field of the station that does not say what the session costs here. */
export interface CostDetailsDifference {
  /** Path in the cost details, e.g. `totalCost.energy.exclTax`. */
  readonly field: string;
  readonly stated: string;
  readonly computed: string;
  /** The station contradicts its own sum, or the tariff. */
  readonly contradicts: "itself" | "tariff";
}

export interface CostDetailsVerification {
  readonly ok: boolean;
  readonly differences: readonly CostDetailsDifference[];
  /** The station could not price the session, so the central price is the price (O3). */
  readonly failed: boolean;
  readonly failureReason?: string;
}

export interface VerifyCostDetailsOptions {
  /** Decimal text; 0.01 by default. */
  readonly tolerance?: string;
}

type Part = Exclude<keyof Ocpp21CostDetails["totalCost"], "currency" | "typeOfCost" | "total">;

/** Which parts of the station are one cost here. A station has no parking FLAT (F3), so fixed and idle are compared as one where they differ. */
const PARTS: readonly (readonly [name: string, parts: readonly Part[], costs: readonly (keyof Totals)[]])[] = [
  ["energy", ["energy"], ["energyCost"]],
  ["chargingTime", ["chargingTime"], ["timeCost"]],
  ["fixed", ["fixed", "idleTime"], ["fixedCost", "parkingCost"]],
  ["reservationTime", ["reservationTime", "reservationFixed"], ["reservationCost"]],
];

/** Compares what a station of OCPP 2.1 calculated with the central price of the same session, like `verifyCdr` (tariffs O3, Y1). What is not stated is not compared. */
export function verifyCostDetails(details: Ocpp21CostDetails, priced: Priced, options: VerifyCostDetailsOptions = {}): CostDetailsVerification {
  if (details.failureToCalculate === true) {
    return { ok: false, differences: [], failed: true, ...(details.failureReason === undefined ? {} : { failureReason: details.failureReason }) };
  }
  const most = decimal(options.tolerance ?? "0.01");
  const differences = [...headDifferences(details, priced), ...costDifferences(details, priced, most), ...sumDifferences(details, most), ...usageDifferences(details, priced)];
  return { ok: differences.length === 0, differences, failed: false };
}

function headDifferences({ totalCost }: Ocpp21CostDetails, { currency, adjustments }: Priced): CostDetailsDifference[] {
  const last = adjustments.at(-1)?.kind;
  const kind = last === undefined ? "NormalCost" : last === "min_price" ? "MinCost" : "MaxCost";
  return [
    ...(totalCost.currency.toUpperCase() === currency ? [] : [{ field: "totalCost.currency", stated: totalCost.currency, computed: currency, contradicts: "tariff" } as const]),
    ...(totalCost.typeOfCost === kind ? [] : [{ field: "totalCost.typeOfCost", stated: totalCost.typeOfCost, computed: kind, contradicts: "tariff" } as const]),
  ];
}

const SIDES = [["exclTax", "excl"], ["inclTax", "incl"]] as const;

function costDifferences({ totalCost }: Ocpp21CostDetails, { totals }: Priced, most: Decimal): CostDetailsDifference[] {
  return SIDES.flatMap(([wire, side]) => [
    ...compared(`totalCost.total.${wire}`, totalCost.total[wire], decimalOf(totals.cost[side]), most),
    ...PARTS.flatMap(([name, parts, costs]) => {
      const stated = parts.flatMap((part) => totalCost[part]?.[wire] ?? []);
      const computed = costs.flatMap((cost) => (totals[cost] as Amount | undefined)?.[side] ?? []);
      return stated.length === 0 ? [] : compared(`totalCost.${name}.${wire}`, formatDecimal(sum(stated)), sum(computed), most);
    }),
  ]);
}

/** The station's parts against its own total, where no limit stands between them. */
function sumDifferences({ totalCost }: Ocpp21CostDetails, most: Decimal): CostDetailsDifference[] {
  if (totalCost.typeOfCost !== "NormalCost") return [];
  return SIDES.flatMap(([wire]) => {
    const stated = PARTS.flatMap(([, parts]) => parts.flatMap((part) => (totalCost[part] === undefined ? [] : [totalCost[part][wire]])));
    if (stated.length === 0 || stated.includes(undefined)) return [];
    const own = sum(stated.flatMap((value) => value ?? []));
    const allowed: Decimal = { units: most.units * BigInt(stated.length + 1), scale: most.scale };
    return compared(`totalCost.total.${wire}`, totalCost.total[wire], own, allowed).map((each) => ({ ...each, contradicts: "itself" as const }));
  });
}

/** A Wh, and a second with what four decimals of an hour leave of it. */
const ENERGY = decimal("0.001");
const SECONDS = decimal("1.18");
const PER_HOUR = 3_600n;

/** `chargingTime` of the station is the whole stay, charging or not. */
function usageDifferences({ totalUsage }: Ocpp21CostDetails, { totals }: Priced): CostDetailsDifference[] {
  const seconds = (hours: string): Decimal => {
    const { units, scale } = decimal(hours);
    return { units: units * PER_HOUR, scale };
  };
  return [
    ...compared("totalUsage.energy", totalUsage.energy, decimal(totals.energy), ENERGY),
    ...compared("totalUsage.chargingTime", totalUsage.chargingTime, seconds(totals.time), SECONDS),
    ...compared("totalUsage.idleTime", totalUsage.idleTime, seconds(totals.parkingTime ?? "0"), SECONDS),
  ];
}

function compared(field: string, stated: NumberLike | undefined, computed: Decimal | undefined, most: Decimal): CostDetailsDifference[] {
  if (stated === undefined || computed === undefined) return [];
  const value = tryDecimal(stated);
  if (value !== undefined) {
    const difference = subtractDecimal(value, computed);
    if (compareDecimals(difference.units < 0n ? negateDecimal(difference) : difference, most) <= 0) return [];
  }
  return [{ field, stated: String(stated), computed: formatDecimal(computed), contradicts: "tariff" }];
}

function decimalOf(text: string | undefined): Decimal | undefined {
  return text === undefined ? undefined : decimal(text);
}

/** What is no number counts as nothing here and is told by the comparison. */
function sum(values: readonly NumberLike[]): Decimal {
  return addDecimals(ZERO, ...values.map((value) => tryDecimal(value) ?? ZERO));
}
