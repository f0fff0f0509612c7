import type { Site } from "../site/define-site.ts";
import { ROWS, type SiteLimits } from "../site/limits.ts";
import type { EvseModel } from "../site/site-model.ts";
import { wiringOf } from "../site/wiring.ts";

/** Whole milliamperes on L1, L2, L3 and whole milliwatts, so that sums are exact (smart-charging §3 f). */
export type Rows = readonly [number, number, number, number];

/** What a set-point of an EVSE is on each row of the nodes above it, rounded up. */
export function rowsOf(site: Site, evse: EvseModel, milliamps: number, phasesUsed?: 1 | 2 | 3): Rows {
  const wiring = wiringOf(evse, site.voltage, phasesUsed);
  return [Math.ceil(wiring.l1 * milliamps), Math.ceil(wiring.l2 * milliamps), Math.ceil(wiring.l3 * milliamps), Math.ceil(wiring.gridKW * 1_000 * milliamps - 1e-6)];
}

/** The higher of two on each row. */
export function highest(a: Rows, b: Rows): Rows {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

/** The most that an EVSE can draw, in whole milliamperes of the grid. */
export function hardwareMilliamps(site: Site, evse: EvseModel): number {
  const cap = evse.dc === undefined ? evse.maxA : Math.min(evse.maxA, evse.dc.maxKW / wiringOf(evse, site.voltage).carKW);
  return Math.ceil(cap * 1_000 - 1e-6);
}

/** Room for cars in whole milliamperes and milliwatts, rounded down; 4 rows a node. */
export function integerRoom(limits: SiteLimits): Float64Array {
  return limits.room.map((value, row) => Math.floor(value * (row % ROWS === 3 ? 1e6 : 1_000) + 1e-6));
}

/** Takes rows off a node and all above it. */
export function take(site: Site, room: Float64Array, node: string, rows: Rows): void {
  for (let place = site.places.get(node)!; place >= 0; place = site.parents[place]!) {
    for (let row = 0; row < ROWS; row += 1) room[place * ROWS + row]! -= rows[row]!;
  }
}
