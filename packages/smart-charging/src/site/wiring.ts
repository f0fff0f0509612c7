import type { EvseModel, Rotation } from "./site-model.ts";

/**
 * What one ampere of a car's current does to each node above it: amperes on L1, L2, L3 and kW on the sum.
 * The energy that reaches the battery may be less than the kW at the grid (DC).
 */
export interface Wiring {
  readonly l1: number;
  readonly l2: number;
  readonly l3: number;
  readonly gridKW: number;
  readonly carKW: number;
}

const PHASE_OF: Readonly<Record<string, 0 | 1 | 2>> = { R: 0, S: 1, T: 2 };

/**
 * How a car on this EVSE loads the grid (smart-charging §3 b, d, e). An unknown rotation, or a phase count the rotation
 * cannot place, counts on all phases; so does an unknown phase count on a three-phase EVSE.
 */
export function wiringOf(evse: Pick<EvseModel, "phases" | "rotation" | "dc">, voltage: number, phasesUsed?: 1 | 2 | 3): Wiring {
  if (evse.dc !== undefined) {
    const gridKW = (3 * voltage) / 1_000;
    return { l1: 1, l2: 1, l3: 1, gridKW, carKW: gridKW * evse.dc.efficiency };
  }
  const used = Math.min(phasesUsed ?? evse.phases, evse.phases);
  const lineToLine = evse.rotation.length === 2;
  const kW = (lineToLine ? Math.sqrt(3) * voltage : used * voltage) / 1_000;
  const lines = linesOf(evse.rotation, used);
  return { l1: lines[0], l2: lines[1], l3: lines[2], gridKW: kW, carKW: kW };
}

function linesOf(rotation: Rotation, used: number): [number, number, number] {
  if (rotation === "unknown") return [1, 1, 1];
  const lines: [number, number, number] = [0, 0, 0];
  // A pair (delta) always loads both of its lines: |I1 - I3| <= |I1| + |I3|.
  const letters = rotation.length === 2 ? rotation : rotation.slice(0, used);
  for (const letter of letters) lines[PHASE_OF[letter]!] = 1;
  return lines;
}
