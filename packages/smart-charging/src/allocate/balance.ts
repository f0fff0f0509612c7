import type { Site } from "../site/define-site.ts";
import { ROWS, type SiteLimits } from "../site/limits.ts";
import { fill, type Filled, type FillProblem } from "./fill.ts";

const ROUNDS = 60;
const SAME = 1e-6;

/**
 * Fills under the rule that phases of a node differ by at most its `maxImbalanceA`: the cap of the highest phase is lowered
 * to the lowest phase plus the limit and everything is filled again until it is stable (smart-charging §4 a'').
 * Caps only ever fall; after many rounds they fall to 0, so it ends. Where the building alone
 * breaks the rule, cars that make it worse get nothing. The rule is tightened by what flooring to steps can shift between phases.
 */
export function balance(site: Site, limits: SiteLimits, problem: FillProblem, out: Filled): void {
  fill(problem, out);
  if (!site.hasPhaseRules) return;
  const room = Float64Array.from(problem.room);
  const capped = { ...problem, room };
  for (let round = 0; ; round += 1) {
    let stable = true;
    site.nodes.forEach((node, place) => {
      if (node.maxImbalanceA === undefined) return;
      const current = [0, 1, 2].map((row) => limits.load[place * ROWS + row]! + room[place * ROWS + row]! - out.slack[place * ROWS + row]!);
      const allowed = Math.min(...current) + Math.max(0, node.maxImbalanceA - shiftOf(problem, place));
      for (let row = 0; row < 3; row += 1) {
        const used = room[place * ROWS + row]! - out.slack[place * ROWS + row]!;
        if (current[row]! <= allowed + SAME || used <= SAME) continue;
        stable = false;
        const cap = allowed - limits.load[place * ROWS + row]!;
        room[place * ROWS + row] = round >= ROUNDS ? 0 : Math.max(0, Math.min(room[place * ROWS + row]!, cap));
      }
    });
    if (stable) break;
    fill(capped, out);
  }
}

/** What flooring can take off one phase and not off another: a step for each car below the node that does not load all phases alike. */
function shiftOf(problem: FillProblem, place: number): number {
  let shift = 0;
  for (let car = problem.low[place]!; car < problem.high[place]!; car += 1) {
    const [l1, l2, l3] = problem.coefficients.subarray(car * ROWS, car * ROWS + 3);
    if (l1 !== l2 || l2 !== l3) shift += problem.step[car]!;
  }
  return shift;
}
