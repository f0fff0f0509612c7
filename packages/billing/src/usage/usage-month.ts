import { collection } from "@cpokit/storage";

/** What was sold in one currency; exact decimal texts. */
export interface UsageRevenue {
  readonly currency: string;
  readonly excl: string;
  /** Absent once a tariff could not say taxes (tariffs X1). */
  readonly incl?: string;
}

/** What was charged at one station of a location in one month of its zone, as its CDRs say it: credits take back what they credit. */
export interface UsageMonth {
  readonly station: string;
  /** `""` where the EVSE had no location. */
  readonly location: string;
  /** `2026-11`, on the wall of `timeZone`; a charge belongs to the month in which it ended. */
  readonly month: string;
  readonly timeZone: string;
  /** Charges whose CDR stands. */
  readonly charges: number;
  /** kWh, exact decimal text. */
  readonly energy: string;
  /** How long cars were connected, in whole seconds. */
  readonly seconds: number;
  readonly revenue: readonly UsageRevenue[];
  /** By hour of the week from Monday 00:00 local time, 168 numbers each: charges that began, and Wh, spread evenly over each charge. */
  readonly starts: readonly number[];
  readonly wattHours: readonly number[];
}

/** One document per location, station and month. */
export const usageMonths = collection<UsageMonth>("usageMonths", {
  indexes: {
    byMonth: { keys: ({ month, location, station }) => [[month, location, station]] },
    byLocation: { keys: ({ location, month, station }) => [[location, month, station]] },
    byStation: { keys: ({ station, month, location }) => [[station, month, location]] },
  },
});
