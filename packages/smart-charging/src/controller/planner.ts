import type { Instant } from "@cpokit/kernel";
import type { Flexibility, FlexibilityOptions } from "../flexibility/flexibility.ts";
import type { PlanInput, StationaryBattery } from "../plan/plan-input.ts";
import type { Plan } from "../plan/plan-result.ts";
import { defineSite, type Site } from "../site/define-site.ts";
import type { NodeLoad } from "../site/limits.ts";
import type { SiteModel } from "../site/site-model.ts";
import type { Car } from "./car.ts";
import type { DemandPeak } from "./demand-peak.ts";
import type { Devices } from "./devices.ts";
import { withPartnerProfiles, type PlannedTime } from "./partner-limits.ts";
import { HORIZON_HOURS, impossibleKWh, MARGIN_KWH, nextStart, plannedAmps, planQuestion, withReserves, type EnergyForecast, type PriceSpan } from "./planning.ts";
import type { ControllerEvents, Policy } from "./ports.ts";
import { withSignals, type LimitSignal } from "./signals.ts";
import type { ControllerOptions } from "./types.ts";

/** What planning stands on. */
export interface PlannerOptions {
  readonly model: SiteModel;
  readonly site: Site;
  readonly policy: Policy;
  readonly solve: ControllerOptions["plan"];
  readonly envelope: ControllerOptions["flexibility"];
  readonly devices: Devices;
  readonly demand: DemandPeak;
  readonly reserveA: (evse: string) => number;
  readonly onShortfall: (event: ControllerEvents["shortfall"]) => void;
}

/** What is known at a moment. */
export interface Situation {
  readonly now: Instant;
  readonly signals: readonly LimitSignal[];
  readonly loads: Readonly<Record<string, NodeLoad>>;
  readonly buildingKW: number | undefined;
}

/** Keeps a plan of the coming hours and says what it means for each car. */
export interface Planner {
  /** Plans anew where something moved; notes when each car goes on, and warns of targets that will not be met. */
  look(cars: readonly Car[], situation: Situation): void;
  /** A per phase that the plan gives a transaction now; absent without a plan. */
  ampsOf(transaction: string, now: Instant): number | undefined;
  plan(): Plan | undefined;
  question(): PlanInput | undefined;
  prices(prices: readonly PriceSpan[]): void;
  forecast(forecast: EnergyForecast): void;
  flexibility(options: Pick<FlexibilityOptions, "longestMinutes">): Flexibility | undefined;
}

export function createPlanner({ model, site, policy, solve, envelope, devices, demand, reserveA, onShortfall }: PlannerOptions): Planner {
  let prices: readonly PriceSpan[] = [];
  let forecast: EnergyForecast = {};
  let question: PlanInput | undefined;
  let plan: Plan | undefined;
  let planKey = "";

  /** Says once how much of a target will be missing, and again when it grows by half a kWh. */
  function warn(car: Car, now: Instant): void {
    const impossible = impossibleKWh(site, car, now);
    const found = plan?.shortfalls.find(({ id }) => id === car.transaction);
    const kWh = Math.max(impossible, found === undefined || found.because === "price" ? 0 : found.kWh - MARGIN_KWH);
    if (kWh < 0.1 || kWh < (car.warnedKWh ?? 0) + 0.5) {
      if (kWh < 0.1) delete car.warnedKWh;
      return;
    }
    car.warnedKWh = kWh;
    const why = impossible > 0.1 ? "even full power until the departure is not enough" : `the limits of the site, shared fairly, do not allow more${found?.bindings[0] === undefined ? "" : `: ${found.bindings[0].node} ${found.bindings[0].limit}`}`;
    onShortfall({ at: now, transaction: car.transaction, kWh, why });
  }

  function ask(cars: readonly Car[], { now, signals, loads, buildingKW }: Situation): PlanInput | undefined {
    const batteries = devices.batteries(now).map(({ model: { maxAgeSeconds: _age, ...battery }, reading }): StationaryBattery => (
      // What it holds at the end is worth nothing by itself: it serves who takes power before.
      { ...battery, storedKWh: reading.storedKWh, finalKWh: Math.min(reading.storedKWh, battery.reserveKWh ?? 0) }
    ));
    const root = site.nodes[0]!.id;
    const reserves = withReserves(site, { [root]: {} }, cars, reserveA)[root]!;
    return planQuestion({
      reserves, site: defineSite(withPartnerProfiles(withSignals(model, signals, ["hard", "soft"]), cars, timeFrom(now))), cars, now, slotMinutes: policy.slotMinutes, prices, signals, forecast, batteries, carbonPricePerKg: policy.carbonPricePerKg,
      loads: withReserves(site, withoutCharging(loads, now), cars, reserveA), measured: { generationKW: devices.generationKW(now), buildingKW }, charge: demand.charge(now),
    });
  }

  function timeFrom(now: Instant): PlannedTime {
    const slot = policy.slotMinutes * 60_000;
    return { from: (Math.floor(now / slot) * slot) as Instant, slotMinutes: policy.slotMinutes, slots: (HORIZON_HOURS * 60) / policy.slotMinutes };
  }

  /** Batteries are planned, so what they charge now is no load that stays. */
  function withoutCharging(loads: Readonly<Record<string, NodeLoad>>, now: Instant): Readonly<Record<string, NodeLoad>> {
    return Object.fromEntries(Object.entries(loads).map(([node, load]) => {
      const { charged } = devices.batteryA(node, now);
      const less = (amps: number | undefined) => (amps === undefined ? undefined : amps - charged);
      const [l1, l2, l3] = [less(load.l1), less(load.l2), less(load.l3)];
      return [node, charged === 0 ? load : { ...(load.at !== undefined && { at: load.at }), ...(l1 !== undefined && { l1 }), ...(l2 !== undefined && { l2 }), ...(l3 !== undefined && { l3 }) }];
    }));
  }

  return {
    look(cars, situation) {
      const { now, signals } = situation;
      const slot = policy.slotMinutes * 60_000;
      const present = devices.batteries(now).map(({ model: { id } }) => id);
      const key = JSON.stringify([Math.floor(now / slot), cars.map(({ transaction, wish, boostUntil, phasesUsed }) => [transaction, wish, boostUntil, phasesUsed]), prices, forecast, signals, present, demand.charge(now), site.model.evses.map(({ id }) => reserveA(id))]);
      if (key !== planKey) {
        planKey = key;
        question = solve === undefined ? undefined : ask(cars, situation);
        // From where the last plan stands, so that nothing moves without a gain.
        plan = question === undefined ? undefined : solve!(question, plan === undefined ? {} : { warm: plan.warm });
      }
      for (const car of cars) {
        const next = plan === undefined ? undefined : nextStart(plan, car.transaction, now);
        if (next === undefined) delete car.nextStart;
        else car.nextStart = next;
        warn(car, now);
      }
    },
    ampsOf: (transaction, now) => (plan === undefined ? undefined : plannedAmps(plan, transaction, now)),
    plan: () => plan,
    question: () => question,
    prices: (list) => void (prices = list),
    forecast: (given) => void (forecast = given),
    flexibility: (options) => (question === undefined || plan === undefined ? undefined : envelope?.(question, { ...options, base: plan })),
  };
}
