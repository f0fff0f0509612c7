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
  if (!site.nodes.some((node) => node.maxImbalanceA !== undefined)) return;
  const room = Float64Array.from(problem.room);
  const capped = { ...problem, room };
  for (let round = 0; ; round += 1) {
    let stable = true;
    site.nodes.forEach((node, place) => {
      if (node.maxImbalanceA === undefined) return;
      const current = [0, 1, 2].map((row) => limits.load[place * ROWS + row]! + room[place * ROWS + row]! - out.slack[place * ROWS + row]!);
      const allowed = Math.min(...current) + Math.max(0, node.maxImbalanceA - shiftOf(site, problem, place));
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
  // The caps of the rule are not room that anyone else may use: report the room of the wires.
  for (let row = 0; row < room.length; row += 1) if (room[row] !== problem.room[row]) out.slack[row] = Math.min(out.slack[row]!, problem.room[row]!);
}

/** What flooring can take off one phase and not off another: a step for each car below the node that does not load all phases alike. */
function shiftOf(site: Site, problem: FillProblem, place: number): number {
  let shift = 0;
  for (let car = 0; car < problem.count; car += 1) {
    const below = problem.node[car]! >= place && problem.node[car]! < site.ends[place]!;
    const [l1, l2, l3] = problem.coefficients.subarray(car * ROWS, car * ROWS + 3);
    if (below && (l1 !== l2 || l2 !== l3)) shift += problem.step[car]!;
  }
  return shift;
}
