import type { EvseModel, PhaseAmps, Rotation, SiteModel } from "../src/index.ts";

/** A seeded generator of numbers in [0, 1) (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const even = (amps: number): PhaseAmps => ({ l1: amps, l2: amps, l3: amps });

export interface SiteRecipe {
  readonly cars: number;
  readonly kind: "three" | "one" | "mixed";
  /** Amperes of the grid connection for each car. */
  readonly ampsPerCar: number;
  readonly limitKW?: boolean;
  readonly imbalance?: number;
}

const THREE: readonly Rotation[] = ["RST", "STR", "TRS"];
const ONE: readonly Rotation[] = ["R", "S", "T"];

/** A grid connection with panels of about ten EVSEs. */
export function randomSite(random: () => number, recipe: SiteRecipe): SiteModel {
  const panels = Math.max(1, Math.round(recipe.cars / 10));
  const grid = Math.max(16, Math.round(recipe.cars * recipe.ampsPerCar));
  const evses = Array.from({ length: recipe.cars }, (_, index): EvseModel => {
    const one = recipe.kind === "one" || (recipe.kind === "mixed" && random() < 0.3);
    return {
      id: `E${index}`, node: `P${index % panels}`, station: `CS${index}`, connector: 1, phases: one ? 1 : 3,
      rotation: one ? ONE[Math.floor(random() * 3)]! : THREE[Math.floor(random() * 3)]!,
      maxA: random() < 0.3 ? 16 : 32, minA: 6, units: ["A"], fallbackA: 0, leaseSafe: "verified",
    };
  });
  return {
    nodes: [
      { id: "grid", kind: "grid", limitA: even(grid), ...(recipe.limitKW === true && { limitKW: grid * 0.69 * 0.8 }), ...(recipe.imbalance !== undefined && { maxImbalanceA: recipe.imbalance }) },
      ...Array.from({ length: panels }, (_, index) => ({ id: `P${index}`, parent: "grid", kind: "panel" as const, limitA: even(Math.max(16, Math.round((grid / panels) * (1.1 + random() * 0.6)))) })),
    ],
    evses,
  };
}
