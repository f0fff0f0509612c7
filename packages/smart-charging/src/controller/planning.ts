import type { Instant } from "@cpokit/kernel";
import type { PlanInput, PlannedCar } from "../plan/plan-input.ts";
import type { Plan } from "../plan/plan-result.ts";
import { evseOf, type Site } from "../site/define-site.ts";
import type { NodeLoad } from "../site/limits.ts";
import { wiringOf } from "../site/wiring.ts";
import type { Car } from "./car.ts";
import { modeOf } from "./demands.ts";
import { addedPrice, carbonAt, type LimitSignal } from "./signals.ts";

/** Prices per kWh of the coming times. */
export interface PriceSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly price: number;
}

const HORIZON_HOURS = 24;
/** Planned beyond the target: raises take their time, and a car that has its target stops anyway. */
export const MARGIN_KWH = 0.5;
/** More than any car asks for: a wish beyond it is planned as this much. */
const MOST_KWH = 100_000;

/** What the planner is asked: the cars with a target until they leave, or a day; undefined when no car and no price needs a plan. */
export function planQuestion(
  site: Site, cars: readonly Car[], now: Instant, slotMinutes: number, prices: readonly PriceSpan[], signals: readonly LimitSignal[], loads: Readonly<Record<string, NodeLoad>>,
  carbonPricePerKg = 0,
): PlanInput | undefined {
  const planned = cars.map((car) => planCar(site, car, now)).filter((car) => car !== undefined);
  if (planned.length === 0) return undefined;
  const slot = slotMinutes * 60_000;
  const from = (Math.floor(now / slot) * slot) as Instant;
  const last = Math.max(...planned.map(({ departure }) => departure));
  const slots = Math.min(HORIZON_HOURS * 60 / slotMinutes, Math.max(1, Math.ceil((last - from) / slot)));
  const latest = prices.findLast(({ from: start }) => start <= now)?.price ?? 0;
  const priceAt = (at: Instant): number => (prices.find(({ from: start, to }) => at >= start && at < to)?.price ?? latest) + addedPrice(signals, at);
  // A forecast holds for all slots what the meters say now.
  const still = Object.fromEntries(Object.entries(loads).map(([node, { at: _at, ...load }]) => [node, load]));
  const moments = Array.from({ length: slots }, (_, index) => (from + index * slot) as Instant);
  const kgPerKWh = moments.map((at) => carbonAt(signals, at));
  // Where nobody says anything, the mean of what is known decides nothing.
  const known = kgPerKWh.filter((kg) => kg !== undefined);
  const mean = known.reduce((sum, kg) => sum + kg, 0) / Math.max(1, known.length);
  return {
    site, from, slotMinutes, prices: moments.map(priceAt), loads: still, cars: planned,
    ...(carbonPricePerKg !== 0 && known.length > 0 && { carbon: { pricePerKg: carbonPricePerKg, kgPerKWh: kgPerKWh.map((kg) => kg ?? mean) } }),
  };
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
  const needed = Math.max(0, (car.wish.targetKWh ?? (modeOf(car, now) === "cheap" ? 20 : 0)) - car.deliveredKWh);
  if (needed === 0) return undefined;
  const departure = car.wish.departure ?? ((now + 12 * 3_600_000) as Instant);
  return {
    id: car.transaction, evse: car.evse, departure: Math.max(departure, now + 60_000) as Instant, energyKWh: Math.min(needed + MARGIN_KWH, MOST_KWH),
    ...(car.phasesUsed !== undefined && { phasesUsed: car.phasesUsed }),
    ...(car.wish.maxA !== undefined && { maxA: car.wish.maxA }),
    ...(car.wish.minA !== undefined && { minA: car.wish.minA }),
    ...(car.wish.priority !== undefined && { priority: car.wish.priority }),
    ...(car.wish.weight !== undefined && { weight: car.wish.weight }),
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
  return Math.max(0, targetKWh - car.deliveredKWh - kW * Math.max(0, departure - now) / 3_600_000);
}
