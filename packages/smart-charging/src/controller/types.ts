import type { Cancel, Clock, Instant, Scheduler } from "@cpokit/kernel";
import type { Flexibility, FlexibilityOptions } from "../flexibility/flexibility.ts";
import type { PlanInput, PlanOptions } from "../plan/plan-input.ts";
import type { Plan } from "../plan/plan-result.ts";
import type { GivingBackReason, ShareReason, UncontrolledReason } from "../explain/explain.ts";
import type { LimitUse } from "../explain/limit-use.ts";
import type { Safety } from "../safety/safety.ts";
import type { SiteModel } from "../site/site-model.ts";
import type { SiteCalendar } from "./calendar.ts";
import type { MeterReading } from "./building-load.ts";
import type { DemandTariff, KeptPeak } from "./demand-peak.ts";
import type { BatteryReading, GeneratorReading } from "./devices.ts";
import type { SiteEnergy } from "./energy.ts";
import type { EnergyForecast, PriceSpan } from "./planning.ts";
import type { ControllerEvents, LedgerStore, Policy, SessionWish, StationInfo, StationPort } from "./ports.ts";
import type { VehicleToGrid } from "./vehicle-to-grid.ts";
import type { LimitSignal } from "./signals.ts";

export interface ControllerOptions {
  readonly site: SiteModel;
  readonly stations: Readonly<Record<string, StationInfo>>;
  readonly port: StationPort;
  readonly store: LedgerStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly policy?: Partial<Policy>;
  /** Answers the question of what to charge when; without it `cheap` cars charge like `fair` ones. */
  readonly plan?: (input: PlanInput, options: Pick<PlanOptions, "warm">) => Plan;
  /** Lets cars give back: `vehicleToGrid` of this package. Without it none does. */
  readonly vehicleToGrid?: VehicleToGrid;
  /** Answers what can be shed and taken: `flexibility` of this package. Given like `plan`, so that who needs neither ships neither. */
  readonly flexibility?: (input: PlanInput, options: FlexibilityOptions) => Flexibility;
}

/** What the controller knows of one car, for a page. */
export interface CarView {
  readonly transaction: string;
  readonly evse: string;
  readonly mode: NonNullable<SessionWish["mode"]>;
  /** What was said of the session; boost and what is guaranteed may count before its mode. */
  readonly wish: SessionWish;
  readonly boostUntil?: Instant;
  /** What its station was told and accepted, A per phase; below 0 it gives back. */
  readonly heldA: number;
  readonly wantedA: number;
  readonly why: string;
  /** The same as values; absent until somebody has decided on it. */
  readonly reason?: GivingBackReason | ShareReason | UncontrolledReason | undefined;
  /** What fills the limit that decided, where one did; `why` says it in words. */
  readonly use?: LimitUse;
}

/** One site under control. Every answer and set-point is counted before it leaves; see smart-charging §8 and §9. */
export interface Controller {
  /** Installs the fallbacks. @throws `smart-charging.commission` when the fallbacks of all stations together pass a limit. */
  commission(): void;
  connected(station: string): void;
  disconnected(station: string): void;
  /** The station started anew: its fallback is installed again, its transactions are told again by the CSMS. */
  booted(station: string): void;
  /** `reference` is what the station calls the transaction, where `transaction` is another name for it. */
  started(session: { readonly transaction: string; readonly reference?: string; readonly evse: string; readonly at: Instant; readonly wish?: SessionWish; /** False for a start that the station has not numbered yet. */ readonly hasId?: boolean }): void;
  ended(transaction: string): void;
  measured(evse: string, value: { /** Below 0 the car gives back. */ readonly amps: readonly number[]; readonly at: Instant; readonly deliveredKWh?: number; readonly returnedKWh?: number; /** What is in its battery, where somebody knows. */ readonly storedKWh?: number }): void;
  meter(node: string, reading: MeterReading): void;
  /** The meter of a generator of the site model. @throws `smart-charging.unknown-device` */
  generator(id: string, reading: GeneratorReading): void;
  /** What a battery of the site model says. @throws `smart-charging.unknown-device` */
  battery(id: string, reading: BatteryReading): void;
  /** Where the power of the site comes from and goes to now. */
  energy(): SiteEnergy;
  session(transaction: string): { set(wish: SessionWish): void; boost(until: Instant): void };
  readonly signals: { set(source: string, signals: readonly LimitSignal[], aliveSeconds?: number): void; alive(source: string): void };
  /**
   * Replaces the limits that come again each week by those of `siteCalendar`; `undefined` = none.
   * @throws `smart-charging.calendar` with the path of what cannot be used, `smart-charging.commission` where the fallbacks do not fit below one of them.
   */
  calendar(calendar: SiteCalendar | undefined): void;
  prices(prices: readonly PriceSpan[]): void;
  /** What PV and building are expected to do; a new forecast replaces the former one. */
  forecast(forecast: EnergyForecast): void;
  readonly demand: {
    /** What the highest power of a month costs; `undefined` = nothing. @throws `smart-charging.demand-tariff`, `kernel.time-zone` */
    set(tariff: DemandTariff | undefined): void;
    /** Interval means from before this controller measured, e.g. of the meter operator; the highest of the month counts. */
    history(means: readonly { readonly at: Instant; readonly kW: number }[]): void;
    /** The peak of this month so far, kW, with what else is kept; survives restarts in the ledger. */
    peak(): KeptPeak | undefined;
  };
  /** What the site can shed for how long and how much more it can take, by the plan of now; `undefined` while there is nothing to plan, and where the controller was given no `flexibility`. Cars without a target are no part of it. */
  flexibility(options?: Pick<FlexibilityOptions, "longestMinutes">): Flexibility | undefined;
  /** The plan of now. */
  plan(): Plan | undefined;
  /** NotifyEVChargingNeeds: the computed TxProfile leaves at once. */
  needs(evse: string, needs: { readonly energyKWh?: number; readonly departure?: Instant; readonly maxA?: number; readonly minA?: number; readonly maxTuples?: number }): "Accepted" | "Rejected" | "Processing";
  /** NotifyEVChargingSchedule: whether the car's plan stays within what was set; if not, the profile is sent again. */
  carSchedule(evse: string, schedule: { readonly from: Instant; readonly unit: "A" | "W"; readonly periods: readonly { readonly start: number; readonly limit: number }[] }): "Accepted" | "Rejected";
  explain(transaction: string): string;
  cars(): readonly CarView[];
  release(evse: string): void;
  on<Name extends keyof ControllerEvents>(name: Name, listen: (event: ControllerEvents[Name]) => void): Cancel;
  /** Decides now instead of after the next events. */
  decide(): void;
  stop(): void;
  readonly safety: Safety;
}
