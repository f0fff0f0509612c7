import type { Instant } from "@cpokit/kernel";
import type { PlanInput, PlannedCar, StationaryBattery } from "../plan/plan-input.ts";
import type { Plan } from "../plan/plan-result.ts";
import { evseOf, type Site } from "../site/define-site.ts";
import type { NodeLoad } from "../site/limits.ts";
import { wiringOf } from "../site/wiring.ts";
import type { Car } from "./car.ts";
import { gainedKWh, storedKWh } from "./give-back.ts";
import { addedPrice, carbonAt, type LimitSignal } from "./signals.ts";

/** Prices per kWh of the coming times. */
export interface PriceSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly price: number;
}

export const HORIZON_HOURS = 24;
/** Planned beyond the target: raises take their time, and a car that has its target stops anyway. */
export const MARGIN_KWH = 0.5;
/** More than any car asks for: a wish beyond it is planned as this much. */
const MOST_KWH = 100_000;

/** Power of a coming time. */
export interface PowerSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly kW: number;
}

/** What is expected of the coming hours. Beyond what it says, the building goes on as now and there is no sun. */
export interface EnergyForecast {
  /** All generation of the site, kW. */
  readonly generation?: readonly PowerSpan[];
  /** All that is no car, no battery and no generation, kW. */
  readonly building?: readonly PowerSpan[];
  /** What a kWh that is fed in earns. Default 0. */
  readonly feedInPrice?: number;
}

/** What a question for the planner is made of. */
export interface PlanningInput {
  readonly site: Site;
  readonly cars: readonly Car[];
  readonly now: Instant;
  readonly slotMinutes: number;
  readonly prices: readonly PriceSpan[];
  readonly signals: readonly LimitSignal[];
  /** As measured, with reserves, without batteries. */
  readonly loads: Readonly<Record<string, NodeLoad>>;
  /** What of the load of the grid connection is reserves: it stays where the building is forecast. */
  readonly reserves?: NodeLoad;
  readonly carbonPricePerKg?: number;
  readonly forecast?: EnergyForecast;
  /** By the meters of now, kW. */
  readonly measured?: { readonly generationKW: number | undefined; readonly buildingKW: number | undefined };
  readonly batteries?: readonly StationaryBattery[];
  readonly charge?: { readonly pricePerKW: number; readonly paidKW: number } | undefined;
}

/** What the planner is asked: the cars with a target until they leave, or a day; undefined when no car, no battery and no price needs a plan. */
export function planQuestion(input: PlanningInput): PlanInput | undefined {
  const { site, now, slotMinutes, prices, signals, loads, carbonPricePerKg = 0, batteries = [], charge } = input;
  const planned = input.cars.map((car) => planCar(site, car, now)).filter((car) => car !== undefined);
  if (planned.length === 0 && batteries.length === 0) return undefined;
  const slot = slotMinutes * 60_000;
  const from = (Math.floor(now / slot) * slot) as Instant;
  const last = batteries.length > 0 ? Infinity : Math.max(...planned.map(({ departure }) => departure));
  const slots = Math.min(HORIZON_HOURS * 60 / slotMinutes, Math.max(1, Math.ceil((last - from) / slot)));
  const surplusKW = surplusOf(input, from, slots, planned.some(({ v2g }) => v2g !== undefined));
  // Where nobody names a price, sun that is there counts before the grid.
  const latest = prices.findLast(({ from: start }) => start <= now)?.price ?? (surplusKW === undefined ? 0 : 1);
  const priceAt = (at: Instant): number => (prices.find(({ from: start, to }) => at >= start && at < to)?.price ?? latest) + addedPrice(signals, at);
  const moments = Array.from({ length: slots }, (_, index) => (from + index * slot) as Instant);
  const kgPerKWh = moments.map((at) => carbonAt(signals, at));
  // Where nobody says anything, the mean of what is known decides nothing.
  const known = kgPerKWh.filter((kg) => kg !== undefined);
  const mean = known.reduce((sum, kg) => sum + kg, 0) / Math.max(1, known.length);
  return {
    site, from, slotMinutes, prices: moments.map(priceAt), loads: forecastLoads(input, loads, moments), cars: planned,
    ...(surplusKW !== undefined && { surplus: { kW: surplusKW, feedInPrice: input.forecast?.feedInPrice ?? 0 } }),
    ...(batteries.length > 0 && { batteries }),
    ...(charge !== undefined && { demandCharge: { ...charge, baseKW: moments.map((at, place) => Math.max(0, surplusKW === undefined ? buildingAt(input, at, place) : -surplusKW[place]!)) } }),
    ...(carbonPricePerKg !== 0 && known.length > 0 && { carbon: { pricePerKg: carbonPricePerKg, kgPerKWh: kgPerKWh.map((kg) => kg ?? mean) } }),
  };
}

/** Own generation less the building, by slot; absent at sites that have neither generation nor anything that gives back. */
function surplusOf(input: PlanningInput, from: Instant, slots: number, carsGive: boolean): readonly number[] | undefined {
  const { measured, forecast, batteries = [] } = input;
  if (measured?.generationKW === undefined && forecast?.generation === undefined && batteries.length === 0 && !carsGive) return undefined;
  const slot = input.slotMinutes * 60_000;
  return Array.from({ length: slots }, (_, place) => {
    const at = (from + place * slot) as Instant;
    const generation = place === 0 ? measured?.generationKW : undefined;
    return (generation ?? kWAt(forecast?.generation, at) ?? 0) - buildingAt(input, at, place);
  });
}

function buildingAt({ measured, forecast }: PlanningInput, at: Instant, place: number): number {
  const now = measured?.buildingKW;
  return (place === 0 ? now : undefined) ?? kWAt(forecast?.building, at) ?? now ?? 0;
}

/** What the meters say now holds for all slots, but for the whole building where it is forecast: evenly on three phases. */
function forecastLoads({ site, forecast, reserves: { l1 = 0, l2 = 0, l3 = 0 } = {} }: PlanningInput, loads: Readonly<Record<string, NodeLoad>>, moments: readonly Instant[]): PlanInput["loads"] & object {
  const still = Object.fromEntries(Object.entries(loads).map(([node, { at: _at, ...load }]) => [node, load]));
  const root = site.nodes[0]!.id;
  if (forecast?.building === undefined) return still;
  const atRoot = moments.map((at, place): NodeLoad => {
    const kW = place === 0 ? undefined : kWAt(forecast.building, at);
    const amps = kW === undefined ? 0 : (kW * 1_000) / (3 * site.voltage);
    return kW === undefined ? still[root] ?? {} : { l1: l1 + amps, l2: l2 + amps, l3: l3 + amps };
  });
  return { ...still, [root]: atRoot };
}

function kWAt(spans: readonly PowerSpan[] | undefined, at: Instant): number | undefined {
  return spans?.find(({ from, to }) => at >= from && at < to)?.kW;
}

/** Loads with what is reserved for sockets that no plan moves. */
export function withReserves(site: Site, loads: Readonly<Record<string, NodeLoad>>, planned: readonly Car[], reserveA: (evse: string) => number): Readonly<Record<string, NodeLoad>> {
  const moved = new Set(planned.map(({ evse }) => evse));
  const sum: Record<string, NodeLoad> = { ...loads };
  for (const evse of site.model.evses) {
    const amps = reserveA(evse.id);
    if (amps === 0 || moved.has(evse.id)) continue;
    const wiring = wiringOf(evse, site.voltage);
    for (let place = site.places.get(evse.node)!; place >= 0; place = site.parents[place]!) {
      const node = site.nodes[place]!.id;
      const load = sum[node];
      // A node without a load of its own counts what is below it anyway.
      if (load === undefined && node !== evse.node) continue;
      sum[node] = { ...load, l1: (load?.l1 ?? 0) + wiring.l1 * amps, l2: (load?.l2 ?? 0) + wiring.l2 * amps, l3: (load?.l3 ?? 0) + wiring.l3 * amps };
    }
  }
  return sum;
}

function planCar(site: Site, car: Car, now: Instant): PlannedCar | undefined {
  const { v2g } = car.wish;
  const stored = storedKWh(car);
  const needed = Math.max(0, (car.wish.targetKWh ?? (car.wish.mode === "cheap" && v2g === undefined ? 20 : 0)) - gainedKWh(car));
  const mayGive = v2g !== undefined && car.refusesToGive !== true && (evseOf(site, car.evse).maxDischargeA ?? 0) > 0;
  if (needed === 0 && !mayGive) return undefined;
  const departure = car.wish.departure ?? ((now + 12 * 3_600_000) as Instant);
  return {
    id: car.transaction, evse: car.evse, departure: Math.max(departure, now + 60_000) as Instant, energyKWh: mayGive ? Math.min(needed + MARGIN_KWH, Math.max(0, v2g.capacityKWh - stored!)) : Math.min(needed + MARGIN_KWH, MOST_KWH),
    ...(mayGive && { v2g: { ...v2g, storedKWh: Math.min(Math.max(stored!, 0), v2g.capacityKWh), maxDischargeA: Math.min(v2g.maxDischargeA, evseOf(site, car.evse).maxDischargeA!) } }),
    ...(car.phasesUsed !== undefined && { phasesUsed: car.phasesUsed }),
    ...(car.wish.departureDist !== undefined && { departureDist: car.wish.departureDist }),
    ...(car.wish.maxA !== undefined && { maxA: car.wish.maxA }),
    ...(car.wish.minA !== undefined && { minA: car.wish.minA }),
    ...(car.wish.priority !== undefined && { priority: car.wish.priority }),
    ...(car.wish.weight !== undefined && { weight: car.wish.weight }),
    ...(car.wish.guaranteedKWh !== undefined && { guaranteedKWh: Math.max(0, car.wish.guaranteedKWh - car.deliveredKWh) }),
  };
}

/** What a plan says of a car at a moment, A per phase; undefined outside of the plan. */
export function plannedAmps(plan: Plan, transaction: string, at: Instant): number | undefined {
  const slot = Math.floor((at - plan.from) / (plan.slotMinutes * 60_000));
  const milliamps = plan.cars.find(({ id }) => id === transaction)?.milliamps[slot];
  return milliamps === undefined ? undefined : milliamps / 1_000;
}

/** The next moment at which a plan charges a car. */
export function nextStart(plan: Plan, transaction: string, at: Instant): Instant | undefined {
  const current = Math.floor((at - plan.from) / (plan.slotMinutes * 60_000));
  const slots = plan.cars.find(({ id }) => id === transaction)?.milliamps;
  const found = slots?.findIndex((milliamps, slot) => slot > current && milliamps > 0) ?? -1;
  return found < 0 ? undefined : ((plan.from + found * plan.slotMinutes * 60_000) as Instant);
}

/** kWh of a target that cannot be met even by full power until the departure; 0 if it can. */
export function impossibleKWh(site: Site, car: Car, now: Instant): number {
  const { targetKWh, departure } = car.wish;
  if (targetKWh === undefined || departure === undefined) return 0;
  const evse = evseOf(site, car.evse);
  const wiring = wiringOf(evse, site.voltage, car.phasesUsed);
  const kW = Math.min(Math.min(evse.maxA, car.wish.maxA ?? Infinity) * wiring.carKW, evse.dc?.maxKW ?? Infinity);
  return Math.max(0, targetKWh - gainedKWh(car) - kW * Math.max(0, departure - now) / 3_600_000);
}
