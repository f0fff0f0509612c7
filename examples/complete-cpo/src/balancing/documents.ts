import type { DemandTariff, DriverClass, KeptState, LimitSignal, RosterEntry, SiteModel } from "@cpokit/smart-charging";
import { collection } from "@cpokit/storage";

/** What a location's stations may hold; belongs to the writer that opened it last (smart-charging §9). */
export interface KeptLedger {
  readonly epoch: number;
  readonly state?: KeptState;
}

export const chargingLedgers = collection<KeptLedger>("chargingLedgers");

/** What operators said of a location's wiring and limits; what is absent is as it was built. */
export interface KeptSite {
  readonly nodes?: SiteModel["nodes"];
  readonly generators?: NonNullable<SiteModel["generators"]>;
  readonly batteries?: NonNullable<SiteModel["batteries"]>;
  /** The node of each charging point that was moved. */
  readonly places?: Readonly<Record<string, string>>;
  readonly limits: readonly LimitSignal[];
  /** Who charges on which terms. */
  readonly classes?: readonly SiteClass[];
  /** What the highest power of a month costs. */
  readonly demand?: DemandTariff;
}

/** A class of drivers, and who belongs to it. */
export interface SiteClass extends DriverClass {
  readonly name: string;
  /** Token groups whose drivers belong to it. */
  readonly groups: readonly string[];
  /** Everybody belongs to it of whom nothing else is known. */
  readonly isDefault?: boolean;
}

export const chargingSites = collection<KeptSite>("chargingSites");

/** A vehicle that is expected at a location. */
export interface KeptRosterEntry extends RosterEntry {
  readonly location: string;
}

export const rosterEntries = collection<KeptRosterEntry>("rosterEntries", { indexes: { byArrival: { keys: ({ location, arrival }) => [[location, arrival]] } } });
