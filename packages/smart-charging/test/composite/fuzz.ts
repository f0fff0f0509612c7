/** node --conditions=@cpokit/source packages/smart-charging/test/composite/fuzz.ts [stacks per version, default 100000] [seed] */
import { createRandom } from "../random.ts";
import { firstDifference } from "./compare.ts";
import { randomStack } from "./random-stack.ts";

const stacks = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
for (const version of ["1.6", "2.0.1", "2.1"] as const) {
  const random = createRandom(seed);
  let differences = 0;
  for (let count = 0; count < stacks; count += 1) {
    const stack = randomStack(random, version);
    const difference = firstDifference(stack);
    if (difference === undefined) continue;
    differences += 1;
    if (differences === 1) console.log(JSON.stringify({ count, difference, stack }, undefined, 1));
  }
  console.log(`OCPP ${version}: ${stacks} random stacks, ${differences} differ from the naive reading`);
  if (differences > 0) process.exitCode = 1;
}
