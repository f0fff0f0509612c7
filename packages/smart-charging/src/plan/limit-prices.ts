import { ROWS } from "../site/limits.ts";
import { createDual, type Dual } from "./dual.ts";
import { TINY, type Flow } from "./flow.ts";
import { MASKS } from "./ratios.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { floats } from "./scratch.ts";

/**
 * Prices of limits read off a plan: `worth` is what one more kWh costs each car by the cheapest chain of displacements, and from that
 * follows what each full row is worth. For an optimal plan of one kind they prove it optimal.
 */
export function limitPrices(flow: Flow, worth: Float64Array): Dual {
  const { problem } = flow;
  const dual = createDual(problem);
  const order = kindsByPhases(problem);
  const cheapest = floats(problem.nodes * problem.kinds);
  const potential = floats(problem.nodes * problem.kinds);
  for (let slot = 0; slot < problem.slots; slot += 1) if (flow.taken[slot]! > TINY) priceRows(flow, slot, worth, cheapest, dual, order, potential);
  return dual;
}

/** For each node and kind, the least worth of a car that charges there now: whom to displace. */
function findCheapest(flow: Flow, slot: number, worth: Float64Array, cheapest: Float64Array): void {
  const { count, kinds, kind, node, nodes, parents } = flow.problem;
  const base = slot * count;
  cheapest.fill(Infinity);
  for (let car = 0; car < count; car += 1) {
    if (flow.x[base + car]! <= TINY) continue;
    const place = node[car]! * kinds + kind[car]!;
    if (worth[car]! < cheapest[place]!) cheapest[place] = worth[car]!;
  }
  for (let at = nodes - 1; at > 0; at -= 1) {
    for (let one = 0; one < kinds; one += 1) {
      const up = parents[at]! * kinds + one;
      if (cheapest[at * kinds + one]! < cheapest[up]!) cheapest[up] = cheapest[at * kinds + one]!;
    }
  }
}

/** What 1 kWh of a kind costs that takes the place of others, which saves their energy here. */
function displaceWorth({ kinds, kWhPerAmp, ratio }: PlanProblem, kind: number, node: number, mask: number, cheapest: Float64Array, energy: number): number {
  let least = Infinity;
  const table = (kind * MASKS + mask) * kinds;
  for (let other = 0; other < kinds; other += 1) {
    const rate = ratio[table + other]!;
    if (rate > 0) least = Math.min(least, energy + ((cheapest[node * kinds + other]! - energy) * rate * kWhPerAmp[other]!) / kWhPerAmp[kind]!);
  }
  return least;
}

function priceRows(flow: Flow, slot: number, worth: Float64Array, cheapest: Float64Array, dual: Dual, order: readonly number[], potential: Float64Array): void {
  const { problem } = flow;
  const { kinds, nodes, parents, cheap, cheapPrice, price, peak, coefficients, kWhPerAmp } = problem;
  findCheapest(flow, slot, worth, cheapest);
  let least = Infinity;
  for (let kind = 0; kind < kinds; kind += 1) least = Math.min(least, cheapest[kind]!);
  const grid = price[slot]!;
  let energy = grid;
  if (cheap[slot]! > 0 && flow.taken[slot]! < cheap[slot]! - TINY) energy = cheapPrice[slot]!;
  else if (cheap[slot]! > 0 && flow.taken[slot]! <= cheap[slot]! + TINY) energy = Math.min(grid, Math.max(cheapPrice[slot]!, least));
  if (cheap[slot]! > 0) dual.tier[slot] = energy - cheapPrice[slot]!;
  if (flow.taken[slot]! >= peak[slot]! - TINY && Number.isFinite(least)) dual.peak[slot] = Math.max(0, least - energy);
  const base = energy + dual.peak[slot]!;
  for (let at = 0; at < nodes; at += 1) {
    for (const kind of order) {
      const above = at === 0 ? base : potential[parents[at]! * kinds + kind]!;
      const row = (slot * nodes + at) * ROWS;
      let mask = 0;
      let paid = 0;
      let full = 0;
      for (let one = 0; one < ROWS; one += 1) {
        const coefficient = coefficients[kind * ROWS + one]!;
        paid += coefficient * dual.shadow[row + one]!;
        if (coefficient > 0 && flow.slack[row + one]! <= TINY) {
          mask |= 1 << one;
          full += coefficient;
        }
      }
      if (mask !== 0) {
        const wanted = displaceWorth(problem, kind, at, mask, cheapest, base);
        const lacking = Number.isFinite(wanted) ? (wanted - above) * kWhPerAmp[kind]! - paid : 0;
        if (lacking > 0) {
          for (let one = 0; one < ROWS; one += 1) if ((mask & (1 << one)) !== 0) dual.shadow[row + one]! += lacking / full;
          paid += lacking;
        }
      }
      potential[at * kinds + kind] = above + paid / kWhPerAmp[kind]!;
    }
  }
}

/** Kinds that load few phases first: what they pay for a phase, the others pay as well. */
function kindsByPhases(problem: PlanProblem): number[] {
  const phases = (kind: number): number => [0, 1, 2].filter((row) => problem.coefficients[kind * ROWS + row]! > 0).length;
  return Array.from({ length: problem.kinds }, (_, kind) => kind).sort((a, b) => phases(a) - phases(b));
}
