import { collection } from "@cpokit/storage";

/** What was sold in one currency; exact decimal texts. */
export interface UsageRevenue {
  readonly currency: string;
  readonly excl: string;
  /** Absent once a tariff could not say taxes (tariffs X1). */
  readonly incl?: string;
}

/** What was charged in one month of local time, as the CDRs say it: credits take back what they credit. */
export interface UsageMonth {
  /** Each CDR is counted once at each level: at its station, at its location, and in one of the shards of everything. */
  readonly level: UsageLevel;
  /** Of the level `station`; `""` else. */
  readonly station: string;
  /** Of the levels `station` and `location`; `""` else, and where the EVSE had none. */
  readonly location: string;
  /** `2026-11`; a charge belongs to the month in which it ended, on the wall of its location. */
  readonly month: string;
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

export type UsageLevel = "station" | "location" | "all";

/** One document per month and station, location, or shard. */
export const usageMonths = collection<UsageMonth>("usageMonths", {
  indexes: {
    byMonth: { keys: ({ level, month }) => [[level, month]] },
    byLocation: { keys: ({ level, location, month }) => (level === "location" ? [[location, month]] : []) },
    byStation: { keys: ({ level, station, month }) => (level === "station" ? [[station, month]] : []) },
  },
});
