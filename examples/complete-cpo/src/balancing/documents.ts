import type { KeptState, LimitSignal, SiteModel } from "@cpokit/smart-charging";
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
  /** The node of each charging point that was moved. */
  readonly places?: Readonly<Record<string, string>>;
  readonly limits: readonly LimitSignal[];
}

export const chargingSites = collection<KeptSite>("chargingSites");
