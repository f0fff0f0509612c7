import type { PlanInput } from "../src/index.ts";
import { holdInHighs, type Basis } from "./highs.ts";
import { planProgram } from "./plan-program.ts";

/** How the judge shares what is short: the delivered part of each request in the order of the input, the levels in turn, and the least cost of that. */
export interface Shares {
  readonly parts: readonly number[];
  readonly levels: readonly number[];
  readonly cost: number;
}

/** The problem of a plan under shortage, held by HiGHS. */
export interface HeldShares {
  /** Again from the bases of the last time, one for each level. */
  solve(): Shares;
  changeRequest(car: number, kWh: number): void;
  dispose(): void;
}

/** What a whole request more or less is worth in its row, from which on its car holds the level down. */
const BOUND = 1e-7;
/** What those who are bound may lack more, so that rounding leaves something feasible. */
const SPARE = 1e-9;
const DUAL_SIMPLEX = 1;
const PRIMAL_SIMPLEX = 4;

/**
 * The lexicographic problem by successive linear programs on one held model, for requests of equal weight without guarantees: the
 * highest level that all reach; cars whose row has a price are bound by it and keep it; then the next for the others; at last the least
 * cost. Only bounds change in between. Dual simplex finds the first level; after it all stays feasible, so primal simplex goes on.
 */
export function holdShares(input: PlanInput): HeldShares {
  const program = planProgram(input, 0);
  const level = program.columns.length;
  const asked = input.cars.map((car) => car.energyKWh);
  // A request is the one row whose sides are both what its car asks for.
  const requests = program.rows.flatMap((row, place) => (row.lower === row.upper && row.lower > 0 ? [{ place, lacking: row.terms[0]![0] }] : []));
  const reach = program.rows.length;
  const model = holdInHighs({
    columns: [...program.columns.map((column) => ({ ...column, cost: 0 })), { cost: -1, lower: 0, upper: 1 }],
    rows: [...program.rows, ...requests.map(({ lacking }, car) => ({ lower: -Infinity, upper: asked[car]!, terms: [[lacking, 1], [level, asked[car]!]] as const }))],
  });
  model.set({ presolve: "off" });
  const bases = new Map<string, Basis>();

  function run(step: string): ReturnType<typeof model.solve> {
    const before = bases.get(step);
    if (before !== undefined) model.startFrom(before);
    model.set({ simplex_strategy: step === "level 0" ? DUAL_SIMPLEX : PRIMAL_SIMPLEX });
    const solved = model.solve();
    bases.set(step, model.basis());
    return solved;
  }

  /** What is optimised: the level, or the cost. */
  function aimAt(aim: "level" | "cost"): void {
    program.columns.forEach(({ cost }, column) => {
      if (cost !== 0) model.changeColumn(column, { cost: aim === "cost" ? cost : 0 });
    });
    model.changeColumn(level, { cost: aim === "cost" ? 0 : -1 });
  }

  return {
    solve() {
      const parts = new Float64Array(asked.length).fill(-1);
      const levels: number[] = [];
      if (bases.size > 0) aimAt("level");
      requests.forEach(({ lacking }, car) => {
        model.changeColumn(lacking, { lower: 0, upper: asked[car]! });
        model.changeRow(reach + car, -Infinity, asked[car]!);
      });
      for (let left = asked.length; left > 0;) {
        const reached = run(`level ${levels.length}`).values[level]!;
        const prices = model.rowPrices();
        const before = left;
        levels.push(reached);
        requests.forEach(({ lacking }, car) => {
          if (parts[car]! >= 0 || (Math.abs(prices[reach + car]!) * asked[car]! <= BOUND && reached < 1 - SPARE)) return;
          parts[car] = reached;
          left -= 1;
          model.changeColumn(lacking, { lower: 0, upper: asked[car]! * Math.max(0, 1 - reached + SPARE) });
          model.changeRow(reach + car, -Infinity, Infinity);
        });
        if (left === before) throw new Error("HiGHS names no car that holds its level down.");
      }
      aimAt("cost");
      return { parts: [...parts], levels, cost: run("cost").objective };
    },
    changeRequest(car, kWh) {
      asked[car] = kWh;
      model.changeRow(requests[car]!.place, kWh, kWh);
      model.changeFactor(reach + car, level, kWh);
    },
    dispose: () => model.dispose(),
  };
}
