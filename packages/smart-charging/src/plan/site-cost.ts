import type { PlanProblem } from "./plan-problem.ts";

/** What the building's own grid energy would cost at this slot without any car: no part of the plan. */
export function standing({ cheap, cheapPrice, price }: PlanProblem, slot: number): number {
  return cheap[slot]! < 0 ? (cheapPrice[slot]! - price[slot]!) * cheap[slot]! : 0;
}

/** What grid energy costs, net of what the building would pay without any car. */
export function siteCost(problem: PlanProblem, siteKWh: Float64Array): number {
  const { slots, cheap, cheapPrice, price } = problem;
  let cost = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    const low = Math.min(siteKWh[slot]!, cheap[slot]!);
    cost += low * cheapPrice[slot]! + (siteKWh[slot]! - low) * price[slot]! - standing(problem, slot);
  }
  return cost;
}
