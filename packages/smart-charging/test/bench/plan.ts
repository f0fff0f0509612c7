/**
 * Plans of a day in 96 slots against HiGHS (WebAssembly) in the same process: cold, and warm after one car changed its request.
 * `CARS=20,100,1000` chooses sizes; 1,000 cars take HiGHS some seconds each.
 */
import { plan } from "@cpokit/smart-charging";
import { holdInHighs, solveWithHighs } from "../highs.ts";
import { planInstance, type Family } from "../plan-instances.ts";
import { planProgram } from "../plan-program.ts";
import { measure, percent } from "./measure.ts";

const FAMILIES: readonly Family[] = ["depot", "homes", "workplace", "kerbside", "surplus", "scarce"];
const PENALTY = 1_000;

export async function run(): Promise<void> {
  for (const cars of (process.env["CARS"] ?? "20,100").split(",").map(Number)) {
    for (const family of FAMILIES) bench(family, cars);
  }
  fleet();
}

function bench(family: Family, cars: number): void {
  const input = planInstance(family, cars, 1);
  const program = planProgram(input, PENALTY);
  const more = { ...input, cars: input.cars.map((car, index) => (index === 0 ? { ...car, energyKWh: car.energyKWh * 1.1 } : car)) };
  const { warm, certificate } = plan(input);
  const held = holdInHighs(program);
  const optimum = held.solve().objective;
  const energyRow = program.rows.findIndex((row) => row.lower === row.upper && row.lower > 0);
  const asked = input.cars[0]!.energyKWh;
  let up = false;
  const rounds = cars > 300 ? 3 : 12;
  const own = measure({ cold: () => void plan(input), warm: () => void plan(more, { warm }) }, rounds * 2);
  const peer = measure({
    cold: () => void solveWithHighs(program),
    warm: () => {
      up = !up;
      held.changeRow(energyRow, up ? asked * 1.1 : asked, up ? asked * 1.1 : asked);
      held.solve();
    },
  }, cars > 300 ? 2 : 6);
  held.dispose();
  const gap = family === "scarce" ? "shared fairly first: several programs where HiGHS solves one that starves single-phase cars" : `gap ${percent(certificate.cost / optimum - 1)}`;
  console.log(
    `${family.padEnd(10)} ${String(cars).padStart(5)} cars  plan ${own["cold"]!.toFixed(2)} ms, HiGHS ${peer["cold"]!.toFixed(1)} ms: ${(peer["cold"]! / own["cold"]!).toFixed(1)}x   ` +
    `again ${own["warm"]!.toFixed(2)} ms, HiGHS warm ${peer["warm"]!.toFixed(1)} ms: ${(peer["warm"]! / own["warm"]!).toFixed(1)}x   ${gap}, certified ${percent(certificate.gap)}`,
  );
}

/** Many small sites, one after the other. */
function fleet(): void {
  const inputs = (["depot", "homes", "workplace", "kerbside"] as const).flatMap((family) => [1, 2, 3].map((seed) => planInstance(family, 20, seed)));
  const { all } = measure({ all: () => inputs.forEach((input) => void plan(input)) }, 10) as { all: number };
  console.log(`fleet      20 cars, 96 slots: ${Math.round((inputs.length / all) * 1_000).toLocaleString("en")} site plans per CPU second`);
}
