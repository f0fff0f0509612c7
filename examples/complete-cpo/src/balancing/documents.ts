import type { Instant } from "@cpokit/kernel";
import type { DemandTariff, DriverClass, KeptHabit, KeptState, LimitCalendar, LimitSignal, PartnerProfile, PowerSpan, PriceSpan, RosterEntry, SessionWish, SiteModel } from "@cpokit/smart-charging";
import { collection } from "@cpokit/storage";
import type { VendorLimit } from "./vendor-limits.ts";

/** What a location's stations may hold; belongs to the writer that opened it last (smart-charging §9). */
export interface KeptLedger {
  readonly epoch: number;
  readonly state?: KeptState;
}

export const chargingLedgers = collection<KeptLedger>("chargingLedgers");

/** Limits and prices as somebody outside sent them last. */
export interface KeptSignals {
  readonly at: Instant;
  readonly signals: readonly LimitSignal[];
  /** The programme of OpenADR that it belongs to. */
  readonly program?: string;
  /** From then on its source counts as silent, if it is not heard of again. */
  readonly silentFrom?: Instant;
}

/** What operators said of a location's wiring and limits; what is absent is as it was built. */
export interface KeptSite {
  readonly nodes?: SiteModel["nodes"];
  readonly generators?: NonNullable<SiteModel["generators"]>;
  readonly batteries?: NonNullable<SiteModel["batteries"]>;
  /** By what stations are limited that take no profile. */
  readonly vendorLimits?: Readonly<Record<string, VendorLimit>>;
  /** The node of each charging point that was moved. */
  readonly places?: Readonly<Record<string, string>>;
  readonly limits: readonly LimitSignal[];
  /** What others said of limits and prices, by who said it. */
  readonly signals?: Readonly<Record<string, KeptSignals>>;
  /** Who charges on which terms. */
  readonly classes?: readonly SiteClass[];
  /** What the highest power of a month costs. */
  readonly demand?: DemandTariff;
  readonly outlook?: KeptOutlook;
  /** Limits that come again each week. */
  readonly calendar?: LimitCalendar;
}

/** From where a location knows what is to come, and when that was said; what is absent nobody says. */
export interface KeptOutlook {
  readonly pv?: ({ readonly kind: "clearSky"; readonly peakKW: number; readonly tilt?: number; readonly azimuth?: number; readonly usualShare?: number } | { readonly kind: "series"; readonly spans: readonly PowerSpan[] }) & Said;
  /** `habit`: what its meter usually says; `week`: kW of each hour from Monday 0:00. */
  readonly building?: ({ readonly kind: "habit" } | { readonly kind: "week"; readonly kW: readonly number[] } | { readonly kind: "series"; readonly spans: readonly PowerSpan[] }) & Said;
  readonly prices?: { readonly kind: "series"; readonly spans: readonly PriceSpan[] } & Said;
}

interface Said {
  readonly saidAt: Instant;
}

/** A class of drivers, and who belongs to it. */
export interface SiteClass extends DriverClass {
  readonly name: string;
  /** Token groups whose drivers belong to it. */
  readonly groups: readonly string[];
  /** Everybody belongs to it of whom nothing else is known. */
  readonly isDefault?: boolean;
}

/** What was said of one session, on top of its roster entry and class. */
export interface KeptWish {
  readonly wish: Pick<SessionWish, "mode" | "departure" | "targetKWh" | "guaranteedKWh" | "priority" | "v2g">;
  readonly boostUntil?: Instant;
}

/** By session of ours. */
export const sessionWishes = collection<KeptWish>("chargingWishes");

/** The profile of a roaming partner, by session of ours. */
export const sessionProfiles = collection<PartnerProfile>("chargingProfiles");

export const chargingSites = collection<KeptSite>("chargingSites");

/** What the building of a location usually takes, as its meter has said. */
export const siteHabits = collection<KeptHabit>("siteHabits");

/** A vehicle that is expected at a location. */
export interface KeptRosterEntry extends RosterEntry {
  readonly location: string;
}

export const rosterEntries = collection<KeptRosterEntry>("rosterEntries", { indexes: { byArrival: { keys: ({ location, arrival }) => [[location, arrival]] } } });
