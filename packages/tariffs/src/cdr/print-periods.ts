import { CpoError, formatInstant, instant, type Instant } from "@cpokit/kernel";
import { finding } from "../compile/document.ts";
import type { Finding } from "../finding.ts";
import { readInstant } from "../numbers/read-instant.ts";
import { readNumber, unitsAt, type ExactNumber } from "../numbers/read-number.ts";
import { decimalText, dividedBy, minus, plus, powerOfTen, type Whole } from "../numbers/whole.ts";
import type { OcpiChargingPeriod, OcpiVersion } from "../ocpi.ts";
import type { SessionInput } from "../price/session-input.ts";

/** The dimensions that a CDR of a version can print. */
const PRINTABLE: Readonly<Record<OcpiVersion, ReadonlySet<string>>> = {
  "2.1.1": new Set(["ENERGY", "FLAT", "MAX_CURRENT", "MIN_CURRENT", "PARKING_TIME", "TIME"]),
  "2.2.1": new Set(later()),
  "2.3.0": new Set(later()),
};

function later(): readonly string[] {
  return [
    "CURRENT", "ENERGY", "ENERGY_EXPORT", "ENERGY_IMPORT", "MAX_CURRENT", "MIN_CURRENT", "MAX_POWER", "MIN_POWER", "PARKING_TIME", "POWER", "RESERVATION_TIME", "STATE_OF_CHARGE", "TIME",
  ];
}

export interface PrintedPeriods {
  readonly start: Instant;
  readonly end: Instant;
  readonly periods: readonly OcpiChargingPeriod[];
}

/** The session's periods as a CDR prints them: numbers with four decimals, energy rounded so that the sum is right (G3). */
export function printPeriods(session: SessionInput, version: OcpiVersion, warnings: Finding[]): PrintedPeriods {
  const printable = PRINTABLE[version];
  const energy: Cumulative = { exact: { units: 0, scale: 4 }, printed: 0 };
  const dropped = new Set<string>();
  const periods = session.periods.map((period, index): OcpiChargingPeriod => {
    const dimensions: { type: string; volume: number }[] = [];
    for (const { type, volume } of period.dimensions) {
      const exact = readNumber(volume);
      if (exact === undefined) {
        throw new CpoError("tariffs.invalid-session", `"/periods/${index}" has a volume of ${type} that is no number.`, { pointer: `/periods/${index}`, type });
      }
      if (printable.has(type)) dimensions.push({ type, volume: Number(type === "ENERGY" ? printCumulative(energy, exact) : printNearest(exact)) });
      else dropped.add(type);
    }
    // G4: at least one dimension in every period, also in one that only shows that nothing happened.
    if (dimensions.length === 0) dimensions.push({ type: "TIME", volume: 0 });
    return {
      start_date_time: write(at(period.start, `/periods/${index}/start`)),
      dimensions,
      ...(version === "2.1.1" || period.tariffId === undefined ? {} : { tariff_id: period.tariffId }),
    };
  });
  for (const type of dropped) warnings.push(finding("DIMENSION_NOT_IN_VERSION", "/charging_periods", { dimension: type, version }));
  const start = at(session.start, "/start");
  if (periods.length === 0) periods.push({ start_date_time: write(start), dimensions: [{ type: "TIME", volume: 0 }] });
  return { start, end: at(session.end, "/end"), periods };
}

interface Cumulative {
  exact: ExactNumber;
  /** Ten-thousandths. */
  printed: Whole;
}

/** Differences of rounded sums add up to the rounded sum. */
function printCumulative(sum: Cumulative, volume: ExactNumber): string {
  const scale = Math.max(sum.exact.scale, volume.scale);
  sum.exact = { units: plus(unitsAt(sum.exact, scale), unitsAt(volume, scale)), scale };
  const printed = rounded(sum.exact);
  const difference = minus(printed, sum.printed);
  sum.printed = printed;
  return decimalText(difference, 4);
}

/** Hours are rounded each for itself, so that a receiver takes them for the period's length (N5). */
function printNearest(volume: ExactNumber): string {
  return decimalText(rounded(volume), 4);
}

function rounded(value: ExactNumber): Whole {
  return value.scale <= 4 ? unitsAt(value, 4) : dividedBy(value.units, powerOfTen(value.scale - 4), "half-away");
}

function at(moment: Instant | string, pointer: string): Instant {
  const read = typeof moment === "string" ? readInstant(moment) : moment;
  if (read === undefined) throw new CpoError("tariffs.invalid-session", `"${pointer}" is no date-time; correct it and issue the CDR again.`, { pointer });
  return instant(read);
}

function write(moment: Instant): string {
  return formatInstant(moment).replace(".000Z", "Z");
}
