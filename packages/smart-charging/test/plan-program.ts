import { limitsAt, wiringOf, type PlanInput } from "../src/index.ts";
import { instant } from "@cpokit/kernel";
import type { LinearProgram } from "./highs.ts";

/** The plan as a linear program, written down from the JSON: columns per car and slot, a shortfall per car, tiers per slot, a peak. */
export function planProgram(input: PlanInput, penalty: number): LinearProgram {
  const minutes = input.slotMinutes ?? 15;
  const hours = minutes / 60;
  const columns: { cost: number; lower: number; upper: number }[] = [];
  const rows: { lower: number; upper: number; terms: [number, number][] }[] = [];
  const volts = input.site.voltage;
  // Grid energy of each slot: cheap and dear part.
  const givesBack = (input.batteries ?? []).length > 0 || input.cars.some((car) => car.v2g !== undefined);
  const cheap = input.prices.map((_, slot) => {
    if (input.surplus === undefined && !givesBack) return -1;
    const kWh = (input.surplus?.kW[slot] ?? 0) * hours;
    return columns.push({ cost: Math.min(input.surplus?.feedInPrice ?? 0, priceOf(input, slot)), lower: givesBack ? -Infinity : 0, upper: givesBack ? kWh : Math.max(0, kWh) }) - 1;
  });
  const dear = input.prices.map((_, slot) => columns.push({ cost: priceOf(input, slot), lower: 0, upper: Infinity }) - 1);
  const slotTerms = input.prices.map((_, slot) => [[dear[slot]!, -1], ...(cheap[slot]! >= 0 ? [[cheap[slot]!, -1]] : [])] as [number, number][]);
  const exported = new Map<string, { lower: number; upper: number; terms: [number, number][] }>();
  const limitTerms = new Map<string, [number, number][]>();
  const limited = (id: string | undefined, slot: number, column: number, factors: readonly number[]): void => {
    for (let at = id; at !== undefined; at = input.site.nodes[input.site.places.get(at)!]!.parent) {
      factors.forEach((factor, row) => {
        if (factor === 0) return;
        const key = `${slot}/${input.site.places.get(at)!}/${row}`;
        limitTerms.set(key, [...(limitTerms.get(key) ?? []), [column, factor]]);
      });
    }
  };
  /** A battery in its window: what goes in, what comes out, and what it holds. */
  const battery = (node: string, window: readonly number[], factors: readonly number[], most: { in: number; out: number }, held: { from: number; least: number; most: number; end: number }, efficiency: number, wear: number): void => {
    let before = -1;
    const kWh = factors[3]! * hours;
    for (const slot of window) {
      const charge = columns.push({ cost: 0, lower: 0, upper: most.in }) - 1;
      const discharge = columns.push({ cost: wear * kWh, lower: 0, upper: most.out }) - 1;
      const level = columns.push({ cost: 0, lower: slot === window.at(-1) ? Math.max(held.least, held.end) : held.least, upper: held.most }) - 1;
      slotTerms[slot]!.push([charge, kWh], [discharge, -kWh]);
      limited(node, slot, charge, factors);
      for (let at: string | undefined = node; at !== undefined; at = input.site.nodes[input.site.places.get(at)!]!.parent) {
        const { exportKW, limitA } = input.site.nodes[input.site.places.get(at)!]!;
        [limitA.l1, limitA.l2, limitA.l3, exportKW].forEach((upper, row) => {
          if (upper === undefined || factors[row] === 0) return;
          const given = exported.get(`${slot}/${at}/${row}`) ?? { lower: -Infinity, upper, terms: [] };
          exported.set(`${slot}/${at}/${row}`, given);
          given.terms.push([discharge, factors[row]!]);
        });
      }
      const start = before < 0 ? held.from : 0;
      rows.push({ lower: start, upper: start, terms: [[level, 1], [charge, -kWh * efficiency], [discharge, kWh / efficiency], ...(before < 0 ? [] : [[before, -1] as [number, number]])] });
      before = level;
    }
  };
  const three = (3 * volts) / 1_000;
  for (const one of input.batteries ?? []) {
    battery(one.node, input.prices.map((_, slot) => slot), [1, 1, 1, three], { in: one.maxChargeKW / three, out: one.maxDischargeKW / three }, { from: one.storedKWh, least: Math.min(one.storedKWh, one.reserveKWh ?? 0), most: one.capacityKWh, end: one.finalKWh ?? one.storedKWh }, one.efficiency ?? 0.95, one.wearPerKWh ?? 0);
  }
  input.cars.forEach((car) => {
    const evse = input.site.evses.get(car.evse)!;
    const wiring = wiringOf(evse, volts, car.phasesUsed);
    const cap = Math.min(evse.dc === undefined ? evse.maxA : Math.min(evse.maxA, evse.dc.maxKW / wiring.carKW), car.maxA ?? Infinity);
    const window = input.prices.flatMap((_, slot) => {
      const begin = input.from + slot * minutes * 60_000;
      return begin < (car.arrival ?? input.from) || begin + minutes * 60_000 > car.departure ? [] : [slot];
    });
    if (car.v2g !== undefined) {
      const one = car.v2g;
      battery(evse.node, window, [wiring.l1, wiring.l2, wiring.l3, wiring.gridKW], { in: cap, out: one.maxDischargeA }, { from: one.storedKWh, least: Math.min(one.storedKWh, one.reserveKWh ?? 0), most: one.capacityKWh, end: Math.min(one.capacityKWh, one.storedKWh + car.energyKWh) }, (one.efficiency ?? 0.95) * (wiring.carKW / wiring.gridKW), one.wearPerKWh ?? 0);
      return;
    }
    const delivered: [number, number][] = [[columns.push({ cost: car.maxPrice ?? penalty * (wiring.gridKW / wiring.carKW), lower: 0, upper: car.energyKWh }) - 1, 1]];
    for (const slot of window) {
      const column = columns.push({ cost: 0, lower: 0, upper: cap }) - 1;
      delivered.push([column, wiring.carKW * hours]);
      slotTerms[slot]!.push([column, wiring.gridKW * hours]);
      limited(evse.node, slot, column, [wiring.l1, wiring.l2, wiring.l3, wiring.gridKW]);
    }
    rows.push({ lower: car.energyKWh, upper: car.energyKWh, terms: delivered });
  });
  const peak = input.demandCharge === undefined ? -1 : columns.push({ cost: input.demandCharge.pricePerKW, lower: 0, upper: Infinity }) - 1;
  const tiers = new Set([...cheap, ...dear]);
  slotTerms.forEach((terms, slot) => {
    rows.push({ lower: 0, upper: 0, terms });
    if (peak >= 0) {
      const energy = terms.filter(([column]) => !tiers.has(column)).map(([column, factor]) => [column, factor / hours] as [number, number]);
      rows.push({ lower: -Infinity, upper: input.demandCharge!.paidKW - (input.demandCharge!.baseKW?.[slot] ?? 0), terms: [...energy, [peak, -1]] });
    }
  });
  const rooms = input.prices.map((_, slot) => {
    const loads = Object.fromEntries(Object.entries(input.loads ?? {}).map(([id, load]) => [id, Array.isArray(load) ? load[slot] : load]));
    return limitsAt(input.site, { at: instant(input.from + slot * minutes * 60_000), loads }).room;
  });
  for (const [key, terms] of limitTerms) {
    const [slot, place, row] = key.split("/").map(Number) as [number, number, number];
    const upper = Math.max(0, rooms[slot]![place * 4 + row]!);
    if (upper !== Infinity) rows.push({ lower: -Infinity, upper, terms });
  }
  return { columns, rows: [...rows, ...exported.values()] };
}

function priceOf(input: PlanInput, slot: number): number {
  return input.prices[slot]! + (input.carbon === undefined ? 0 : input.carbon.kgPerKWh[slot]! * input.carbon.pricePerKg);
}
