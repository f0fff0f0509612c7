import type { OcpiTariff } from "@cpokit/tariffs";
import type { CasePeriod, PriceCase } from "./case.ts";
import { compare, isNought, magnitude, minus, NOUGHT, rational, read, times, type Rational } from "./rational.ts";

/** A charging period as the rules see it. */
export interface Period {
  /** Index in the list as given. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** As printed: kWh, hours, kW, A. */
  readonly volumes: ReadonlyMap<string, Rational>;
  readonly tariffId?: string | undefined;
  readonly reserved: boolean;
}

/** A session or CDR with its periods in order. */
export interface Stay {
  readonly start: number;
  readonly end: number;
  readonly currency?: string | undefined;
  readonly tariffs: readonly OcpiTariff[];
  readonly timeZone?: string | undefined;
  readonly expired: boolean;
  /** All that is there is a reservation (Q4). */
  readonly reservedOnly: boolean;
  /** Without ignored ones (S6). */
  readonly periods: readonly Period[];
}

const TIMES = ["TIME", "PARKING_TIME", "RESERVATION_TIME"] as const;

export function readStay(given: PriceCase): Stay {
  const { cdr, session } = given;
  if (cdr !== undefined) {
    const periods = readPeriods(
      cdr.charging_periods.map((period) => ({ start: period.start_date_time, dimensions: period.dimensions, tariffId: period.tariff_id })),
      readInstant(cdr.end_date_time ?? cdr.stop_date_time ?? ""),
    );
    const reservedOnly = cdr.charging_periods.every(isReserved);
    return {
      start: readInstant(cdr.start_date_time), end: readInstant(cdr.end_date_time ?? cdr.stop_date_time ?? ""),
      currency: cdr.currency, tariffs: cdr.tariffs ?? [],
      // Z2: the zone is an argument; the embedded location of 2.1.1 may have one.
      timeZone: given.timeZone ?? cdr.location?.time_zone ?? inferred(given),
      // Q4: from the argument, else reservation periods only and no session_id or a connector #NA.
      expired: given.expired ?? (reservedOnly && (cdr.session_id === undefined || cdr.cdr_location?.connector_id === "#NA")),
      reservedOnly, periods,
    };
  }
  if (session === undefined) throw new Error("A case has a session or a CDR.");
  return {
    start: readInstant(session.start), end: readInstant(session.end), currency: session.currency, tariffs: given.tariffs, timeZone: given.timeZone,
    expired: given.expired ?? false, reservedOnly: session.periods.every(isReserved), periods: readPeriods(session.periods, readInstant(session.end)),
  };
}

/** Z3: only where the policy wants it and the country has one zone; the countries of the cases. */
function inferred({ policy, cdr }: PriceCase): string | undefined {
  const country = cdr?.cdr_location?.country ?? cdr?.location?.country;
  return policy?.timeZone === "infer-from-country" ? new Map([["NLD", "Europe/Amsterdam"], ["IN", "Asia/Kolkata"]]).get(country ?? "") : undefined;
}

function isReserved({ dimensions }: Pick<CasePeriod, "dimensions">): boolean {
  return dimensions.some(({ type }) => type === "RESERVATION_TIME");
}

/** S6: in order of start, each ends where the next starts, the last at the end of the session, or with no length where it starts behind that; those of no length in which nothing was used are ignored. */
function readPeriods(list: NonNullable<PriceCase["session"]>["periods"], end: number): Period[] {
  const sorted = list
    .map((period, index) => ({ index, start: readInstant(period.start), period }))
    .toSorted((a, b) => a.start - b.start || a.index - b.index);
  return sorted
    .map(({ index, start, period }, position) => ({
      index, start, end: sorted[position + 1]?.start ?? Math.max(end, start),
      volumes: new Map(period.dimensions.map(({ type, volume }) => [type, read(volume)])),
      tariffId: period.tariffId,
      reserved: isReserved(period),
    }))
    .filter((period) => period.start < period.end || !isNought(period.volumes.get("ENERGY") ?? NOUGHT) || TIMES.some((type) => !isNought(seconds(period, type))));
}

/** N3: UTC unless an offset says otherwise; milliseconds are kept. */
export function readInstant(value: number | string): number {
  if (typeof value === "number") return value;
  const at = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(value) ? value : `${value}Z`);
  if (Number.isNaN(at)) throw new Error(`${value} is no instant.`);
  return at;
}

/** N5: printed hours are the period's own length when they are within 0.18 s of it; a printed 0 stays 0 (B4). In seconds. */
export function seconds(period: Period, type: string): Rational {
  const printed = times(period.volumes.get(type) ?? NOUGHT, rational(3600));
  if (isNought(printed)) return NOUGHT;
  const length = rational(period.end - period.start, 1000);
  return compare(magnitude(minus(printed, length)), rational(18, 100)) <= 0 ? length : printed;
}
