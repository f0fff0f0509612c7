import { TROUBLES, type SeedOptions, type Trouble } from "./plan.ts";

/** How far a day was cut down, and how many runs that took. */
export interface Shrunk {
  readonly options: SeedOptions;
  readonly runs: number;
}

const FULL_DAY = 24;

/**
 * Leaves out of a failing day whatever it can do without: stations, kinds of trouble, and hours at its end.
 * `fails` tells whether a day still fails in the same way; `stations` is how many the seed draws.
 */
export async function shrink(options: SeedOptions, stations: number, fails: (options: SeedOptions) => Promise<boolean>): Promise<Shrunk> {
  let best = options;
  let runs = 0;
  const attempt = async (candidate: SeedOptions): Promise<boolean> => {
    runs += 1;
    const isSmaller = await fails(candidate);
    if (isSmaller) best = candidate;
    return isSmaller;
  };
  const leaveOut = (trouble: Trouble): SeedOptions => ({ ...best, without: [...(best.without ?? []), trouble] });

  for (const index of best.stations ?? Array.from({ length: stations }, (_, each) => each)) {
    const others = (best.stations ?? Array.from({ length: stations }, (_, each) => each)).filter((each) => each !== index);
    if (others.length > 0) await attempt({ ...best, stations: others });
  }
  for (const trouble of TROUBLES) if (!best.without?.includes(trouble)) await attempt(leaveOut(trouble));
  // Some are only needed together with others that are gone by now.
  for (const trouble of TROUBLES) if (!best.without?.includes(trouble)) await attempt(leaveOut(trouble));
  let enough = best.hours ?? FULL_DAY;
  let tooFew = 0;
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (await attempt({ ...best, hours: middle })) enough = middle;
    else tooFew = middle;
  }
  return { options: best, runs };
}
