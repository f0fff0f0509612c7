import { formatInstant, instant } from "@cpokit/kernel";
import type { OcpiPriceComponent, OcpiRestrictions, OcpiTariff, OcpiTariffElement, PeriodInput, SessionInput } from "@cpokit/tariffs";
import fc from "fast-check";

const START = Date.UTC(2026, 0, 5, 10);
const HOURS = ["00:00", "06:00", "10:30", "12:00", "17:00", "22:00"] as const;
const DAYS = ["MONDAY", "TUESDAY", "SATURDAY", "SUNDAY"] as const;

const decimalText = (most: number, scale: number): fc.Arbitrary<string> => fc.integer({ min: 0, max: most }).map((units) => (units / 10 ** scale).toFixed(scale));

const component: fc.Arbitrary<OcpiPriceComponent> = fc.record({
  type: fc.constantFrom("ENERGY", "TIME", "PARKING_TIME", "FLAT"),
  price: decimalText(99_999, 4).map(Number),
  vat: fc.constantFrom(undefined, 0, 7, 19, 21, 8.1),
  step_size: fc.constantFrom(0, 1, 60, 300, 1_000),
});

const restrictions: fc.Arbitrary<OcpiRestrictions> = fc.record({
  start_time: fc.constantFrom(...HOURS), end_time: fc.constantFrom(...HOURS), day_of_week: fc.subarray([...DAYS]),
  min_kwh: fc.integer({ min: 0, max: 30 }), max_kwh: fc.integer({ min: 1, max: 60 }), min_duration: fc.integer({ min: 0, max: 20_000 }), max_duration: fc.integer({ min: 1, max: 40_000 }),
  min_power: fc.integer({ min: 0, max: 50 }), max_power: fc.integer({ min: 1, max: 100 }),
}, { requiredKeys: [] });

const element: fc.Arbitrary<OcpiTariffElement> = fc.record({
  price_components: fc.uniqueArray(component, { minLength: 1, maxLength: 4, selector: (each) => each.type }),
  restrictions: fc.option(restrictions, { nil: undefined }),
});

const limit = fc.option(fc.record({ before_taxes: decimalText(300_000, 4).map(Number), after_taxes: fc.option(decimalText(300_000, 4).map(Number), { nil: undefined }) }), { nil: undefined });

/** Any tariff of 2.3.0, with limits and included or excluded taxes. */
export const anyTariff: fc.Arbitrary<OcpiTariff> = fc.record({
  id: fc.constant("T"), currency: fc.constantFrom("EUR", "JPY"), tax_included: fc.constantFrom("YES", "NO", "N/A"), min_price: limit, max_price: limit,
  elements: fc.array(element, { minLength: 1, maxLength: 6 }),
});

interface Part {
  readonly seconds: number;
  readonly energy: string;
  readonly isParking: boolean;
  readonly power: number | undefined;
}

const part: fc.Arbitrary<Part> = fc.record({
  seconds: fc.integer({ min: 1, max: 20_000 }), energy: decimalText(300_000, 4), isParking: fc.boolean(), power: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
});

/** Any session of up to six periods from Monday 11:00 in Amsterdam on. */
export const anySession: fc.Arbitrary<SessionInput> = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => {
  let at = START;
  const periods = parts.map(({ seconds, energy, isParking, power }): PeriodInput => {
    const start = at;
    at += seconds * 1_000;
    return {
      start: formatInstant(instant(start)),
      dimensions: [
        ...(isParking ? [] : [{ type: "ENERGY", volume: energy }]),
        { type: isParking ? "PARKING_TIME" : "TIME", volume: (seconds / 3_600).toFixed(4) },
        ...(power === undefined ? [] : [{ type: "POWER", volume: power }]),
      ],
    };
  });
  return { start: formatInstant(instant(START)), end: formatInstant(instant(at)), periods };
});
