import type { OcpiDimension, OcpiPriceComponent, OcpiTariff } from "@cpokit/tariffs";
import type { PriceCase } from "./case.ts";
import { isNought, NOUGHT, plus, rational, UNIT, type Rational } from "./rational.ts";
import { hold, NoPrice, type Moment } from "./restrictions.ts";
import { seconds, type Period, type Stay } from "./stay.ts";

/** One quantity of one period under one price component; a volume of 0 is no quantity (B4). */
export interface Charge {
  readonly tariff: OcpiTariff;
  readonly element: number;
  readonly component: number;
  readonly dimension: OcpiDimension;
  readonly reserved: boolean;
  readonly period: Period;
  /** Place of the period in the order of time. */
  readonly position: number;
  /** kWh, seconds, or 1. */
  readonly measured: Rational;
}

/** V1–V4: the tariff of each period, in order, `undefined` where a period is unpriced; and the one whose limits hold (L3). */
export function tariffsOf(stay: Stay): { readonly ofPeriods: readonly (OcpiTariff | undefined)[]; readonly ofLimits: OcpiTariff | undefined } {
  if (stay.tariffs.length === 0) throw new NoPrice("tariffs.no-tariff"); // V6
  if (stay.periods.some(({ tariffId }) => tariffId !== undefined)) {
    const ofPeriods = stay.periods.map(({ tariffId }) => {
      if (tariffId === undefined) return undefined; // V1: unpriced
      const named = stay.tariffs.find(({ id }) => id.toLowerCase() === tariffId.toLowerCase());
      if (named === undefined) throw new NoPrice("tariffs.unknown-tariff");
      // V6: of two reasons to refuse, the one of the earlier period is told.
      if (stay.currency !== undefined && named.currency !== stay.currency) throw new NoPrice("tariffs.currency");
      return named;
    });
    return { ofPeriods, ofLimits: ofPeriods.find((tariff) => tariff !== undefined) }; // L3: the first period that has one
  }
  const valid = stay.tariffs.find((tariff) => validAt(tariff, stay.start)); // V2
  if (valid === undefined) throw new NoPrice("tariffs.no-tariff"); // V6
  return { ofPeriods: stay.periods.map(() => valid), ofLimits: valid };
}

/** V3: the start belongs, the end does not. */
function validAt(tariff: OcpiTariff, start: number): boolean {
  const from = tariff.start_date_time === undefined ? -Infinity : Date.parse(tariff.start_date_time);
  const to = tariff.end_date_time === undefined ? Infinity : Date.parse(tariff.end_date_time);
  return from <= start && start < to;
}

/** S1–S7, R9, F1, F2, Q1, Q5: who prices what in each period. */
export function chargesOf(given: PriceCase, stay: Stay, tariffs: readonly (OcpiTariff | undefined)[]): Charge[] {
  const charges: Charge[] = [];
  const flats: Charge[] = [];
  const sessionStart = stay.periods.find(({ reserved }) => !reserved)?.start;
  const reservationStart = stay.periods.find(({ reserved }) => reserved)?.start;
  let energyBefore = NOUGHT;
  for (const [position, period] of stay.periods.entries()) {
    const began = period.reserved ? reservationStart : sessionStart; // R6
    const moment: Moment = {
      period, energyBefore, elapsed: rational(period.start - (began ?? period.start), 1000), timeZone: stay.timeZone, unknown: given.policy?.unknown ?? "derive",
    };
    energyBefore = plus(energyBefore, period.volumes.get("ENERGY") ?? NOUGHT);
    const tariff = tariffs[position];
    if (tariff === undefined) continue;
    const charge = (dimension: OcpiDimension, measured: Rational): Charge | undefined => {
      if (isNought(measured)) return undefined;
      const found = lookUp(tariff, dimension, moment, stay.expired);
      return found && { tariff, ...found, dimension, reserved: period.reserved, period, position, measured };
    };
    const found = period.reserved
      ? [charge("TIME", seconds(period, "RESERVATION_TIME"))] // Q1
      : [charge("ENERGY", period.volumes.get("ENERGY") ?? NOUGHT), charge("TIME", seconds(period, "TIME")), charge("PARKING_TIME", seconds(period, "PARKING_TIME"))]; // S7
    charges.push(...found.filter((one) => one !== undefined));
    // F1: at most one for the session, or one of each component. F2: a reservation has its own.
    const before = flats.filter(({ reserved }) => reserved === period.reserved);
    const flat = given.policy?.flat === "each-component" || before.length === 0 ? charge("FLAT", UNIT) : undefined;
    if (flat !== undefined && !before.some((other) => other.tariff === flat.tariff && other.element === flat.element && other.component === flat.component)) flats.push(flat);
  }
  return [...charges, ...flats].toSorted((a, b) => a.position - b.position);
}

/** S1: the first element that has the dimension and whose restrictions hold. R9: reservations apart. Q5: expired ones look among their own first. */
function lookUp(tariff: OcpiTariff, dimension: OcpiDimension, moment: Moment, expired: boolean): { element: number; component: number } | undefined {
  const kinds = !moment.period.reserved ? [undefined] : expired ? ["RESERVATION_EXPIRES", "RESERVATION"] : ["RESERVATION"];
  for (const kind of kinds) {
    for (const [element, { price_components: components, restrictions }] of tariff.elements.entries()) {
      const component = components.findIndex(({ type }) => type === dimension); // S2: the first counts
      if (component >= 0 && restrictions?.reservation === kind && hold(restrictions, moment)) return { element, component };
    }
  }
  return undefined; // S3
}

export function componentOf(charge: Charge): OcpiPriceComponent {
  return charge.tariff.elements[charge.element]!.price_components[charge.component]!;
}
