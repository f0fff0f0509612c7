/**
 * The fair share of now: car-allocations per CPU second, of the filling that is repeated at each event and of the whole call, which
 * reads the claims and writes for each car what it gets, the limit that decided and who shares that limit.
 */
import { allocate, compileClaims, createFilled, defineSite, fill, limitsAt, type Claim } from "@cpokit/smart-charging";
import { instant } from "@cpokit/kernel";
import { createRandom, randomSite } from "../random.ts";
import { measure } from "./measure.ts";

/** Car-allocations of one measurement. */
const WORK = 400_000;

/** Cars alike; cars of different weights and maxima, so that hardly two stop at one level; more cars than minima fit. */
const SITES = {
  alike: { ampsPerCar: 12, claim: () => ({}) },
  different: { ampsPerCar: 12, claim: (random: () => number) => ({ weight: 0.5 + random(), maxA: 8 + random() * 24 }) },
  scarce: { ampsPerCar: 4, claim: (random: () => number) => ({ priority: Math.floor(random() * 3) }) },
} as const;

export async function run(): Promise<void> {
  for (const cars of [20, 100, 1_000]) for (const kind of Object.keys(SITES) as (keyof typeof SITES)[]) bench(kind, cars);
}

function bench(kind: keyof typeof SITES, cars: number): void {
  const random = createRandom(cars);
  const { ampsPerCar, claim } = SITES[kind];
  const site = defineSite(randomSite(random, { cars, kind: "mixed", ampsPerCar }));
  const claims = site.model.evses.map((evse): Claim => ({ id: evse.id, evse: evse.id, ...claim(random) }));
  const limits = limitsAt(site, { at: instant(0) });
  const problem = compileClaims(site, limits, claims);
  const filled = createFilled(problem.count, site.nodes.length);
  const repeat = (work: () => void) => (): void => {
    for (let done = 0; done < WORK; done += cars) work();
  };
  const best = measure({ fill: repeat(() => fill(problem, filled)), allocate: repeat(() => void allocate(site, limits, claims)) }, 12);
  const million = (name: string): string => (WORK / best[name]! / 1_000).toFixed(1);
  console.log(`${String(cars).padStart(5)} cars, ${kind.padEnd(9)}  ${million("fill")} million a CPU second filled, ${million("allocate")} million allocated with reasons`);
}
