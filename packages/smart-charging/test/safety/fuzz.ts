/** node --conditions=@cpokit/source packages/smart-charging/test/safety/fuzz.ts [steps, default 10000000] [seed] */
import { createRandom } from "../random.ts";
import { runFaultSteps } from "./fault-steps.ts";

const total = Number(process.argv[2] ?? 10_000_000);
const seed = Number(process.argv[3] ?? 1);
const each = 4_000;
let [steps, orders, raises, givingBack, violations] = [0, 0, 0, 0, 0];
for (let run = 0; steps < total; run += 1) {
  const report = runFaultSteps(createRandom(seed * 1_000_003 + run), Math.min(each, total - steps));
  steps += report.steps;
  orders += report.orders;
  raises += report.raises;
  givingBack += report.givingBack;
  violations += report.violations.length;
  if (report.violations.length > 0) console.log(`run ${run}: ${report.violations[0]}`);
}
console.log(`${steps} fault steps, ${orders} set-points sent, ${raises} of them raises, ${givingBack} to give back: ${violations} violations`);
process.exitCode = violations === 0 ? 0 : 1;
