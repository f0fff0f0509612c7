import * as highsModule from "highs";

// Its types say CommonJS; what Node imports is an ES module.
const loadHighs = highsModule.default as unknown as typeof highsModule.default.default;
const highs = await loadHighs();

/** A linear program, minimised: columns with cost and bounds, rows `lower <= sum <= upper`. */
export interface LinearProgram {
  readonly columns: readonly { readonly cost: number; readonly lower: number; readonly upper: number }[];
  readonly rows: readonly { readonly lower: number; readonly upper: number; readonly terms: readonly (readonly [column: number, factor: number])[] }[];
}

/** Which columns and rows a vertex stands on. */
export type Basis = Parameters<ReturnType<typeof highs.createModel>["setBasis"]>[0];

/** A model that HiGHS holds: solved again after a change it starts from the basis of before. */
export interface HeldModel {
  solve(): { readonly objective: number; readonly values: readonly number[] };
  /** What one more of each row would cost, after a solution. */
  rowPrices(): ArrayLike<number>;
  changeRow(row: number, lower: number, upper: number): void;
  changeColumn(column: number, change: { readonly cost?: number; readonly lower?: number; readonly upper?: number }): void;
  changeFactor(row: number, column: number, factor: number): void;
  /** The basis of the last solution, and one to start the next from. */
  basis(): Basis;
  startFrom(basis: Basis): void;
  set(options: Readonly<Record<string, string | number>>): void;
  dispose(): void;
}

export function holdInHighs(program: LinearProgram, solver: "simplex" | "ipm" | "choose" = "choose"): HeldModel {
  const starts: number[] = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of program.rows) {
    for (const [column, factor] of row.terms) {
      indices.push(column);
      values.push(factor);
    }
    starts.push(indices.length);
  }
  const infinite = (value: number): number => (value === Infinity ? highs.infinity : value === -Infinity ? -highs.infinity : value);
  const size = { numCols: program.columns.length, numRows: program.rows.length };
  const model = highs.createModel({
    ...size,
    colCost: program.columns.map((column) => column.cost),
    colLower: program.columns.map((column) => infinite(column.lower)),
    colUpper: program.columns.map((column) => infinite(column.upper)),
    rowLower: program.rows.map((row) => infinite(row.lower)),
    rowUpper: program.rows.map((row) => infinite(row.upper)),
    matrix: { ...size, format: "csr", starts, indices, values },
  });
  model.options.set({ output_flag: false, solver });
  return {
    solve() {
      model.run();
      const status = model.getModelStatus();
      if (status !== highs.constants.modelStatus.optimal) throw new Error(`HiGHS ended with status ${status}`);
      return { objective: model.getObjectiveValue(), values: [...model.getSolution().colValue] };
    },
    rowPrices: () => model.getSolution().rowDual,
    changeRow: (row, lower, upper) => void model.changeRowBounds(row, infinite(lower), infinite(upper)),
    changeColumn(column, { cost, lower, upper }) {
      if (cost !== undefined) model.changeColCost(column, cost);
      if (lower !== undefined && upper !== undefined) model.changeColBounds(column, infinite(lower), infinite(upper));
    },
    changeFactor: (row, column, factor) => void model.changeCoefficient(row, column, factor),
    basis: () => model.getBasis(),
    startFrom: (basis) => void model.setBasis(basis),
    set: (options) => void model.options.set(options),
    dispose: () => model.dispose(),
  };
}

/** The optimum by HiGHS: the judge. */
export function solveWithHighs(program: LinearProgram, solver: "simplex" | "ipm" | "choose" = "choose"): { readonly objective: number; readonly values: readonly number[] } {
  const model = holdInHighs(program, solver);
  try {
    return model.solve();
  } finally {
    model.dispose();
  }
}
