import { randomCase } from "./arbitraries.ts";
import { calculate, differences } from "./compare.ts";
import { minimise } from "./minimise.ts";
import { judge } from "./oracle.ts";

/** A difference that a seed found, with the smallest case that still shows it; `undefined` when both calculators agree. */
export function reportOf(seed: number): string | undefined {
  const given = randomCase(seed);
  const found = differences(given);
  if (found.length === 0) return undefined;
  // The smallest case of the same kind: another difference on the way would explain nothing.
  const kind = kindOf(found);
  const small = minimise(given, (smaller) => kindOf(differences(smaller)) === kind);
  return [
    `seed ${seed}: ${found.join("; ")}`, `smallest: ${differences(small).join("; ")}`, JSON.stringify(small),
    `rules: ${JSON.stringify(judge(small), written)}`, `calculator: ${JSON.stringify(calculate(small), written)}`,
  ].join("\n");
}

function kindOf([first]: readonly string[]): string | undefined {
  return first?.split(":")[0];
}

function written(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Map ? Object.fromEntries(value) : value;
}
