/**
 * Plans of a day in 96 slots against HiGHS (WebAssembly) in the same process: cold, and warm after one car changed its request.
 * `CARS=20,100,1000` chooses sizes; 1,000 cars take HiGHS some seconds each, and minutes where energy is short.
 */
import { plan, type PlanInput } from "@cpokit/smart-charging";
import { holdInHighs, solveWithHighs } from "../highs.ts";
import { planInstance, type Family } from "../plan-instances.ts";
import { planProgram } from "../plan-program.ts";
import { holdShares } from "../share-program.ts";
import { measure, percent } from "./measure.ts";

const FAMILIES: readonly Family[] = ["depot", "homes", "workplace", "kerbside", "surplus", "scarce"];
const PENALTY = 1_000;

export async function run(): Promise<void> {
  for (const cars of (process.env["CARS"] ?? "20,100").split(",").map(Number)) {
    for (const family of FAMILIES) bench(family, cars);
  }
  fleet();
}

/** The same day after one car asks for a tenth more. */
const MORE = 1.1;
const again = (input: PlanInput): PlanInput => ({ ...input, cars: input.cars.map((car, index) => (index === 0 ? { ...car, energyKWh: car.energyKWh * MORE } : car)) });

function bench(family: Family, cars: number): void {
  const input = planInstance(family, cars, 1);
  const program = planProgram(input, PENALTY);
  const more = again(input);
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
      held.changeRow(energyRow, up ? asked * MORE : asked, up ? asked * MORE : asked);
      held.solve();
    },
  }, cars > 300 ? 2 : 6);
  held.dispose();
  const line = (name: string, cold: number, warm: number): string =>
    `${name.padEnd(10)} ${String(cars).padStart(5)} cars  plan ${own["cold"]!.toFixed(2)} ms, HiGHS ${cold.toFixed(1)} ms: ${(cold / own["cold"]!).toFixed(1)}x   ` +
    `again ${own["warm"]!.toFixed(2)} ms, HiGHS warm ${warm.toFixed(1)} ms: ${(warm / own["warm"]!).toFixed(1)}x   `;
  if (family !== "scarce") {
    console.log(`${line(family, peer["cold"]!, peer["warm"]!)}gap ${percent(certificate.cost / optimum - 1)}, certified ${percent(certificate.gap)}`);
    return;
  }
  const { cold, warm: coldThenWarm, farthest } = shareInHighs(input);
  console.log(`${line(family, cold, coldThenWarm)}HiGHS shares by the same rule, one program after the other; parts of requests at most ${percent(farthest)} below its, certified ${percent(certificate.gap)}`);
  console.log(`${line(" penalty", peer["cold"]!, peer["warm"]!)}HiGHS solves another problem: one program that pays for what is not delivered, and starves single-phase cars`);
}

/** HiGHS on the problem of a plan under shortage: CPU milliseconds, and how far below its shares those of the plan are at most. */
function shareInHighs(input: PlanInput): { readonly cold: number; readonly warm: number; readonly farthest: number } {
  const isBig = input.cars.length > 300;
  const held = holdShares(input);
  const { parts } = held.solve();
  const ours = plan(input, { signallable: false }).cars;
  let up = false;
  const { cold, warm } = measure({
    cold: () => {
      const fresh = holdShares(input);
      fresh.solve();
      fresh.dispose();
    },
    warm: () => {
      up = !up;
      held.changeRequest(0, input.cars[0]!.energyKWh * (up ? MORE : 1));
      held.solve();
    },
  }, isBig ? 1 : 6) as { cold: number; warm: number };
  held.dispose();
  return { cold, warm, farthest: Math.max(0, ...ours.map((car, index) => 1 - car.deliveredKWh / input.cars[index]!.energyKWh / parts[index]!)) };
}

/** Many small sites, one after the other. */
function fleet(): void {
  const inputs = (["depot", "homes", "workplace", "kerbside"] as const).flatMap((family) => [1, 2, 3].map((seed) => planInstance(family, 20, seed)));
  const { all } = measure({ all: () => inputs.forEach((input) => void plan(input)) }, 10) as { all: number };
  console.log(`fleet      20 cars, 96 slots: ${Math.round((inputs.length / all) * 1_000).toLocaleString("en")} site plans per CPU second`);
}
