import type { Random } from "@cpokit/kernel";
import { createRandom } from "@cpokit/simulator";

/** Independent streams of randomness of one seed, by name: what one part draws never changes what another part gets. */
export function createDice(seed: number): (name: string) => Random {
  return (name) => {
    let mixed = (seed ^ 0x9e3779b9) >>> 0;
    for (let index = 0; index < name.length; index += 1) mixed = Math.imul(mixed ^ name.charCodeAt(index), 0x01000193) >>> 0;
    return createRandom(Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0);
  };
}

/** True in `percent` of all cases. */
export function happens(random: Random, percent: number): boolean {
  return percent > 0 && random() * 100 < percent;
}
