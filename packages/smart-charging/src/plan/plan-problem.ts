import { CpoError } from "@cpokit/kernel";
import { outletOf, placeOf, type Outlet, type Site } from "../site/define-site.ts";
import type { Wiring } from "../site/wiring.ts";
import type { PlanInput, PlannedCar, StationaryBattery, Vehicle2Grid } from "./plan-input.ts";
import { ratiosOf } from "./ratios.ts";
import { roomBySlot } from "./room-by-slot.ts";
import { copyFloats, copyInts, floats, ints } from "./scratch.ts";
import { shareExport, type SharedExport } from "./share-export.ts";
import type { Storage } from "./storage.ts";

/**
 * A plan as arrays: n cars in the order of their nodes, T slots. Energy is grid kWh; a car's amperes in a slot are
 * `x[slot × n + car]`, room is `room[(slot × nodes + node) × 4 + row]`.
 */
export interface PlanProblem {
  readonly site: Site;
  readonly slots: number;
  readonly hours: number;
  readonly nodes: number;
  readonly parents: Int32Array;
  readonly count: number;
  /** Place of each car in the input. */
  readonly inputPlace: Int32Array;
  readonly node: Int32Array;
  /** First and one after the last car below each node. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Cars with the same effect on the wires are of one kind. */
  readonly kind: Int32Array;
  readonly kinds: number;
  /** Cars of one kind at one node are of one group. */
  readonly group: Int32Array;
  readonly groupCount: number;
  /** 4 a kind: A on L1, L2, L3 and kW for each A of the car. */
  readonly coefficients: Float64Array;
  /** Who makes room for whom, see `ratiosOf`. */
  readonly ratio: Float64Array;
  /** Grid kWh of one A over one slot, by kind. */
  readonly kWhPerAmp: Float64Array;
  /** Share of the grid energy that reaches the battery, by car. */
  readonly efficiency: Float64Array;
  /** Window in slots: [first, last). */
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly cap: Float64Array;
  readonly minimum: Float64Array;
  /** Resolution of set-points, A. */
  readonly step: Float64Array;
  /** Request in grid kWh. */
  readonly energy: Float64Array;
  /** Price above which a car rather leaves without, per grid kWh; `noDelivery`, above all prices, if the driver named none. */
  readonly value: Float64Array;
  readonly noDelivery: number;
  /** What comes first under shortage, in grid kWh; rank among those; proportion of the delivered parts. */
  readonly guaranteed: Float64Array;
  readonly priority: Float64Array;
  readonly weight: Float64Array;
  readonly room: Float64Array;
  /** Price of grid energy and of the cheaper energy before it, whose amount is `cheap` kWh. */
  readonly price: Float64Array;
  readonly cheapPrice: Float64Array;
  readonly cheap: Float64Array;
  /** Whether some slot has two prices. */
  readonly hasCheap: boolean;
  /** Batteries, those of cars that may give back among them. Such cars are marked; their request is what the battery gains. */
  readonly storages: readonly Storage[];
  readonly givesBack: Uint8Array;
  /** Limits on giving back that were shared among batteries beforehand. */
  readonly shared?: SharedExport;
  /** Most grid kWh of all cars in each slot (a peak that must not be exceeded). */
  readonly peak: Float64Array;
}

/** Lays a plan out. @throws `smart-charging.plan` naming the field that is no usable number. */
export function compilePlan(input: PlanInput): PlanProblem {
  const { site } = input;
  const slots = input.prices.length;
  const minutes = input.slotMinutes ?? 15;
  finite(minutes, "slotMinutes", 1 / 60, 1_440);
  const price = floats(slots);
  for (let slot = 0; slot < slots; slot += 1) {
    const one = input.prices[slot]!;
    price[slot] = isAmount(one) ? one : finite(one, `prices[${slot}]`);
  }
  if (input.carbon !== undefined) addCarbon(input.carbon, price);
  const hours = minutes / 60;
  const nodes = site.nodes.length;
  const count = input.cars.length;
  const outlets = input.cars.map((car) => outletOf(site, car.evse));
  const { inputPlace, low, high } = orderByNode(site, outlets);
  let dearest = 0;
  for (let slot = 0; slot < slots; slot += 1) dearest = Math.max(dearest, Math.abs(price[slot]!));
  const noDelivery = 1_000 * (1 + dearest);
  const kinds: number[][] = [];
  const kindOfWiring = ({ l1, l2, l3, gridKW }: Wiring): number => {
    const kind = kinds.findIndex((known) => known[0] === l1 && known[1] === l2 && known[2] === l3 && known[3] === gridKW);
    return kind >= 0 ? kind : kinds.push([l1, l2, l3, gridKW]) - 1;
  };
  const problem = {
    site, slots, hours, noDelivery, nodes, parents: site.parents, count, inputPlace, node: ints(count), low, high, kind: ints(count), group: ints(count), efficiency: floats(count),
    first: ints(count), last: ints(count), cap: floats(count), minimum: floats(count), step: floats(count),
    energy: floats(count), value: floats(count),
    storages: [] as Storage[], givesBack: new Uint8Array(count),
    guaranteed: floats(count), priority: floats(count), weight: floats(count),
    room: roomBySlot(input, slots, minutes), price, cheapPrice: copyFloats(price), cheap: floats(slots), peak: floats(slots).fill(Infinity),
  };
  const slotOf = (at: number): number => (at - input.from) / (minutes * 60_000);
  for (let index = 0; index < count; index += 1) {
    const place = inputPlace[index]!;
    const car = input.cars[place]!;
    const { evse, place: node, stepA, wirings } = outlets[place]!;
    const wiring = wirings[car.phasesUsed ?? 0];
    problem.node[index] = node;
    problem.kind[index] = kindOfWiring(wiring);
    const { v2g } = car;
    const efficiency = (wiring.carKW / wiring.gridKW) * (v2g === undefined ? 1 : oneWay(v2g, `cars[${place}].v2g`));
    problem.efficiency[index] = efficiency;
    const most = evse.dc === undefined ? evse.maxA : Math.min(evse.maxA, evse.dc.maxKW / wiring.carKW);
    problem.cap[index] = Math.min(most, amount(car, "maxA", most, place));
    problem.minimum[index] = Math.max(evse.minA, amount(car, "minA", 0, place));
    problem.step[index] = stepA;
    if (problem.minimum[index]! > problem.cap[index]!) problem.cap[index] = 0;
    // A departure in the past leaves an empty window; energy that does not fit is a shortfall, not an error.
    problem.first[index] = Math.min(slots, Math.max(0, Math.ceil(slotOf(car.arrival ?? input.from) - 1e-9)));
    problem.last[index] = Math.max(problem.first[index]!, Math.min(slots, Math.floor(slotOf(car.departure) + 1e-9)));
    problem.energy[index] = amount(car, "energyKWh", 0, place) / efficiency;
    if (v2g !== undefined) {
      const { capacity, start, low, wear } = stored(v2g, `cars[${place}].v2g`);
      problem.energy[index] = Math.min(problem.energy[index]!, (capacity - start) / efficiency);
      problem.givesBack[index] = 1;
      const perAmp = wiring.gridKW * hours;
      problem.storages.push({
        car: index, node: problem.node[index]!, kind: problem.kind[index]!, first: problem.first[index]!, last: problem.last[index]!, chargeA: problem.cap[index]!,
        dischargeA: new Float64Array(slots).fill(finite(v2g.maxDischargeA, `cars[${place}].v2g.maxDischargeA`, 0)), low, high: capacity, start,
        final: start + problem.energy[index]! * efficiency, gain: perAmp * efficiency, drain: perAmp / efficiency, wear: perAmp * wear,
      });
    }
    problem.guaranteed[index] = Math.min(problem.energy[index]!, amount(car, "guaranteedKWh", 0, place) / efficiency);
    problem.priority[index] = car.priority === undefined ? 0 : finite(car.priority, `cars[${place}].priority`);
    problem.weight[index] = car.weight === undefined ? 1 : finite(car.weight, `cars[${place}].weight`, 1e-6);
    problem.value[index] = car.maxPrice === undefined ? noDelivery : finite(car.maxPrice, `cars[${place}].maxPrice`) * efficiency;
  }
  input.batteries?.forEach((battery, place) => problem.storages.push(stationary(site, battery, `batteries[${place}]`, slots, hours, kindOfWiring)));
  const shared = shareExport(site, problem.storages, (kind) => kinds[kind]!, problem.minimum);
  // Batteries can take the site below its surplus; cars alone cannot, and need no such tier where there is none.
  for (let slot = 0; slot < slots && (input.surplus !== undefined || problem.storages.length > 0); slot += 1) {
    const kW = input.surplus?.kW[slot] ?? 0;
    const kWh = (isAmount(kW) ? kW : finite(kW, `surplus.kW[${slot}]`)) * hours;
    if (kWh <= 0 && problem.storages.length === 0) continue;
    problem.cheap[slot] = kWh;
    problem.cheapPrice[slot] = Math.min(finite(input.surplus?.feedInPrice ?? 0, "surplus.feedInPrice"), price[slot]!);
  }
  const coefficients = Float64Array.from(kinds.flat());
  const kWhPerAmp = Float64Array.from(kinds, (one) => one[3]! * hours);
  const hasCheap = problem.cheapPrice.some((cheapest, slot) => cheapest < price[slot]!);
  const groupCount = numberGroups(problem, kinds.length);
  return { ...problem, ...(shared !== undefined && { shared }), hasCheap, kinds: kinds.length, groupCount, coefficients, kWhPerAmp, ratio: ratiosOf(kinds.length, coefficients, kWhPerAmp) };
}

/** Cars in the order of their nodes, and which of them are below each node. */
function orderByNode({ nodes, ends }: Site, outlets: readonly Outlet[]): Pick<PlanProblem, "inputPlace" | "low" | "high"> {
  const begin = ints(nodes.length + 1);
  for (const { place } of outlets) begin[place + 1]! += 1;
  for (let at = 0; at < nodes.length; at += 1) begin[at + 1]! += begin[at]!;
  const low = copyInts(begin);
  const high = ints(nodes.length);
  for (let at = 0; at < nodes.length; at += 1) high[at] = begin[ends[at]!]!;
  const inputPlace = ints(outlets.length);
  for (let place = 0; place < outlets.length; place += 1) inputPlace[begin[outlets[place]!.place]!++] = place;
  return { inputPlace, low, high };
}

/** Numbers the cars of one kind at one node; returns how many such groups there are. */
function numberGroups({ nodes, count, node, kind, group }: Pick<PlanProblem, "nodes" | "count" | "node" | "kind" | "group">, kinds: number): number {
  const known = ints(nodes * kinds);
  let groups = 0;
  for (let car = 0; car < count; car += 1) {
    const key = node[car]! * kinds + kind[car]!;
    if (known[key] === 0) known[key] = groups += 1;
    group[car] = known[key]! - 1;
  }
  return groups;
}

function oneWay(battery: { readonly efficiency?: number }, path: string): number {
  return finite(battery.efficiency ?? 0.95, `${path}.efficiency`, 0.1, 1);
}

/** What both kinds of batteries say of themselves. */
function stored(battery: StationaryBattery | Vehicle2Grid, path: string): { readonly capacity: number; readonly start: number; readonly low: number; readonly wear: number } {
  const capacity = finite(battery.capacityKWh, `${path}.capacityKWh`, 0);
  const start = finite(battery.storedKWh, `${path}.storedKWh`, 0, capacity);
  return { capacity, start, low: Math.min(start, finite(battery.reserveKWh ?? 0, `${path}.reserveKWh`, 0)), wear: finite(battery.wearPerKWh ?? 0, `${path}.wearPerKWh`, 0) };
}

function stationary(site: Site, battery: StationaryBattery, path: string, slots: number, hours: number, kindOf: (wiring: Wiring) => number): Storage {
  const gridKW = (3 * site.voltage) / 1_000;
  const efficiency = oneWay(battery, path);
  const perAmp = gridKW * hours;
  const { capacity, start, low, wear } = stored(battery, path);
  return {
    car: -1, node: placeOf(site, battery.node), kind: kindOf({ l1: 1, l2: 1, l3: 1, gridKW, carKW: gridKW }), first: 0, last: slots,
    chargeA: finite(battery.maxChargeKW, `${path}.maxChargeKW`, 0) / gridKW, dischargeA: new Float64Array(slots).fill(finite(battery.maxDischargeKW, `${path}.maxDischargeKW`, 0) / gridKW),
    low, high: capacity, start, final: finite(battery.finalKWh ?? start, `${path}.finalKWh`, 0, capacity),
    gain: perAmp * efficiency, drain: perAmp / efficiency, wear: perAmp * wear,
  };
}

function addCarbon({ kgPerKWh, pricePerKg }: NonNullable<PlanInput["carbon"]>, price: Float64Array): void {
  finite(pricePerKg, "carbon.pricePerKg");
  for (let slot = 0; slot < price.length; slot += 1) price[slot]! += finite(kgPerKWh[slot] ?? Number.NaN, `carbon.kgPerKWh[${slot}]`) * pricePerKg;
}

function amount(car: PlannedCar, field: "maxA" | "minA" | "energyKWh" | "guaranteedKWh", fallback: number, place: number): number {
  const value = car[field] ?? fallback;
  return value >= 0 && isAmount(value) ? value : finite(value, `cars[${place}].${field}`, 0, 1e6);
}

function isAmount(value: number): boolean {
  return value >= -1e6 && value <= 1e6;
}

function finite(value: number, path: string, low = -1e6, high = 1e6): number {
  if (!(value >= low && value <= high)) throw new CpoError("smart-charging.plan", `${path} is ${value}; give a number from ${low} to ${high}.`, { path, value: String(value) });
  return value;
}
