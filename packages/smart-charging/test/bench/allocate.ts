/** The fair share of now: car-allocations per CPU second, of the whole call and of the filling that is repeated at each event. */
import { allocate, compileClaims, createFilled, defineSite, fill, limitsAt, type Claim } from "@cpokit/smart-charging";
import { instant } from "@cpokit/kernel";
import { createRandom, randomSite } from "../random.ts";
import { measure } from "./measure.ts";

const REPEATS = 200;

export async function run(): Promise<void> {
  for (const cars of [20, 100, 1_000]) {
    const site = defineSite(randomSite(createRandom(cars), { cars, kind: "mixed", ampsPerCar: 12 }));
    const claims = site.model.evses.map((evse): Claim => ({ id: evse.id, evse: evse.id }));
    const limits = limitsAt(site, { at: instant(0) });
    const problem = compileClaims(site, limits, claims);
    const filled = createFilled(problem.count, site.nodes.length);
    const repeat = (work: () => void) => (): void => {
      for (let time = 0; time < REPEATS; time += 1) work();
    };
    const best = measure({ fill: repeat(() => fill(problem, filled)), allocate: repeat(() => void allocate(site, limits, claims)) }, 12);
    const perSecond = (name: string): string => `${((cars * REPEATS) / best[name]! / 1_000).toFixed(2)} million car-allocations per CPU second`;
    console.log(`${String(cars).padStart(5)} cars  fill ${perSecond("fill")}   allocate, explained ${perSecond("allocate")}`);
  }
}
