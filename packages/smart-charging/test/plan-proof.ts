/**
 * The proof at length: `node --conditions=@cpokit/source packages/smart-charging/test/plan-proof.ts [seeds] [cars] [families]`,
 * e.g. `24 20` for 216 plans, `3 100`, `1 1000 depot,homes,workplace`. Ends with 1 if a certificate claims too much or a gap is too wide.
 */
import { judgeFamily } from "./plan-judge.ts";
import type { Family } from "./plan-instances.ts";

const seeds = Array.from({ length: Number(process.argv[2] ?? 24) }, (_, index) => index + 1);
const cars = Number(process.argv[3] ?? 20);
const families = (process.argv[4] ?? "depot,homes,workplace,kerbside,surplus,scarce,demand,battery,v2g").split(",") as Family[];
const percent = (parts: readonly number[]): string => `${((parts.reduce((sum, part) => sum + part, 0) / parts.length) * 100).toFixed(4)} % mean, ${(Math.max(...parts) * 100).toFixed(4)} % max`;

for (const family of families) {
  const verdicts = judgeFamily(family, cars, seeds);
  const overclaimed = Math.max(...verdicts.map((verdict) => verdict.overclaimed));
  const gaps = verdicts.map((verdict) => verdict.gap);
  console.log(`${family.padEnd(10)} ${seeds.length} × ${cars} cars: above the optimum ${percent(gaps)}; certified ${percent(verdicts.map((verdict) => verdict.plan.certificate.gap))}; bound above the optimum by at most ${overclaimed.toExponential(1)}`);
  // The judge's own rows are within 1e-7, at its penalty of 10 a kWh.
  if (overclaimed > 1e-6 || Math.max(...gaps) > 0.01) process.exitCode = 1;
}
