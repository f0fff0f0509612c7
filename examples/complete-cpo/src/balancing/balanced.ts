import type { ChargingNeeds, NeedsAnswer, VehicleSchedule } from "@cpokit/csms";
import type { Clock, Instant, Scheduler } from "@cpokit/kernel";
import type { SessionFact } from "@cpokit/model";
import type { BatteryReading, Capabilities, CarView, DemandTariff, Flexibility, GeneratorReading, KeptPeak, LimitCalendar, LimitSignal, MeterReading, OutlookSlot, PartnerProfile, SiteEnergy, SiteModel } from "@cpokit/smart-charging";
import type { KeptOutlook, KeptSignals, KeptWish, SiteClass } from "./documents.ts";
import type { VendorLimit } from "./vendor-limits.ts";

/** A location whose cars share its power. */
export interface BalancedSite {
  readonly location: string;
  readonly model: SiteModel;
  /** OCPP version, and vendor and model, of each station. */
  readonly stations: Readonly<Record<string, { readonly version: Capabilities["version"]; readonly kind: string }>>;
}

/** What one car gets, and why. */
export interface CarShare extends Omit<CarView, "transaction"> {
  readonly station: string;
  readonly session?: string;
}

/** What operators may say of how a location is built; what is absent stays. */
export interface Wiring extends Pick<SiteModel, "nodes" | "generators" | "batteries"> {
  /** By what stations are limited that take no profile. */
  readonly vendorLimits?: Readonly<Record<string, VendorLimit>>;
  /** The node of each charging point that moves. */
  readonly places?: Readonly<Record<string, string>>;
}

/** What meters and devices of a location said, by node or device. */
export interface SiteReadings {
  readonly meters?: readonly (MeterReading & { readonly node: string })[];
  readonly generators?: readonly (GeneratorReading & { readonly id: string })[];
  readonly batteries?: readonly (BatteryReading & { readonly id: string })[];
}

/** Shares the power of sites among their cars. */
export interface Balancing {
  /** Takes a site under control, by its own clock, as operators left it; returns what lets go of it. @throws `smart-charging.site`, `smart-charging.commission` */
  add(site: BalancedSite, time: Time): Promise<() => void>;
  /**
   * Changes the tree of limits of a location, its devices and where its charging points hang, and takes it under control anew; cars come back with what their stations say next.
   * @throws `smart-charging.site` for a tree that cannot be used, `smart-charging.commission` where the fallbacks would not fit.
   */
  rewire(location: string, wiring: Wiring): Promise<void>;
  /** Replaces the limits that operators set for a time. */
  limit(location: string, limits: readonly LimitSignal[]): Promise<void>;
  limitsOf(location: string): readonly LimitSignal[];
  /** Replaces the limits that come again each week. @throws `smart-charging.calendar`, `smart-charging.commission` */
  calendar(location: string, calendar: LimitCalendar): Promise<void>;
  calendarOf(location: string): LimitCalendar | undefined;
  /** Replaces what a source outside says of limits and prices; absent: it says nothing any more. */
  signal(location: string, source: string, said: (before: KeptSignals | undefined) => KeptSignals | undefined): Promise<void>;
  signalsOf(location: string): Readonly<Record<string, KeptSignals>>;
  /** A station reported something of a transaction; `session` is our id of it. */
  reported(fact: SessionFact, transaction: string | undefined, session: string | undefined): void;
  booted(station: string): void;
  connected(station: string, isOnline: boolean): void;
  /** NotifyEVChargingNeeds and NotifyEVChargingSchedule. */
  readonly vehicle: {
    needs(needs: ChargingNeeds): NeedsAnswer;
    schedule(schedule: VehicleSchedule): "Accepted" | "Rejected";
  };
  /** Cars at a location; absent where nobody shares anything. */
  carsAt(location: string): readonly CarShare[] | undefined;
  carOf(station: string, transaction: string): CarShare | undefined;
  /** The car of a session of ours, while its power is shared. */
  carOfSession(session: string): CarShare | undefined;
  /** Caps a session by the profile of its roaming partner, from now on; `sessionProfiles` keeps it for a restart. */
  cap(session: string, profile: PartnerProfile): void;
  modelOf(location: string): SiteModel | undefined;
  vendorLimitsOf(location: string): Readonly<Record<string, VendorLimit>>;
  /** Takes in what meters and devices of a location say. @throws `smart-charging.unknown-node`, `smart-charging.unknown-device` */
  read(location: string, readings: SiteReadings): void;
  /** Where the power of a location comes from and goes to now. */
  energyOf(location: string): SiteEnergy;
  /** What each battery shall do now, W; above 0 it charges. Without an entry it does as it does on its own. */
  batteryOrdersOf(location: string): ReadonlyMap<string, number>;
  /** What a location can shed for how long and how much more it can take; absent while nothing is planned. */
  flexibilityOf(location: string, options: { readonly longestMinutes?: number }): Flexibility | undefined;
  /** What the month's peak costs, what it is so far, and what the plan of now comes to. */
  demandOf(location: string): { readonly tariff?: DemandTariff; readonly peak?: KeptPeak; readonly expected?: { readonly kW: number; readonly at: Instant } };
  /** Sets what the highest power of a month costs, and what was measured before. @throws `smart-charging.demand-tariff`, `kernel.time-zone` */
  demand(location: string, tariff: DemandTariff, history: readonly { readonly at: Instant; readonly kW: number }[]): Promise<void>;
  /** From where PV, building and prices of the coming time are known, and how much of the week the building's meter has taught, 0 to 1. */
  outlookOf(location: string): { readonly kept: KeptOutlook; readonly learned: number };
  /** Says from where they are known from now on; the plan follows. */
  outlook(location: string, change: (before: KeptOutlook) => KeptOutlook): Promise<void>;
  /** What is expected of a time, by quarter hours. */
  expectedOf(location: string, from: Instant, to: Instant): readonly OutlookSlot[];
  /** Session of ours by the id of the roster entry that it is. */
  rosterOf(location: string): ReadonlyMap<string, string>;
  classesOf(location: string): Promise<readonly SiteClass[]>;
  /** Replaces the classes of drivers; running sessions keep their terms. */
  classes(location: string, classes: readonly SiteClass[]): Promise<void>;
  /** Changes how a session of ours is charged, from now on and after a restart; what is absent stays. @throws `complete-cpo.unbalanced` */
  wish(session: string, wish: KeptWish): Promise<void>;
  locations(): readonly string[];
}

/** The time that a site runs by. */
export interface Time {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}
