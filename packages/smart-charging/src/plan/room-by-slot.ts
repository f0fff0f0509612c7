import { instant } from "@cpokit/kernel";
import { limitsAt, ROWS, type NodeLoad } from "../site/limits.ts";
import type { PlanInput } from "./plan-input.ts";
import { floats } from "./scratch.ts";

/** Room for cars, `(slot × nodes + node) × 4 + row`: the lowest limits within each slot, less what else is expected to flow. */
export function roomBySlot(input: PlanInput, slots: number, minutes: number): Float64Array {
  const size = input.site.nodes.length * ROWS;
  const room = floats(slots * size);
  const loads: Record<string, NodeLoad> = {};
  const series: (readonly [string, readonly NodeLoad[]])[] = [];
  for (const [id, load] of Object.entries(input.loads ?? {})) {
    if (isList(load)) series.push([id, load]);
    else loads[id] = load;
  }
  const isScheduled = input.site.nodes.some((node) => node.schedule !== undefined);
  if (!isScheduled && series.length > 0 && isPlain(input, loads, series, slots)) return plainRoom(input, loads, series, slots, room);
  for (let slot = 0; slot < slots; slot += 1) {
    if (!isScheduled && series.length === 0 && slot > 0) {
      room.copyWithin(slot * size, 0, size);
      continue;
    }
    for (const [id, load] of series) {
      const one = load[slot];
      if (one === undefined) delete loads[id];
      else loads[id] = one;
    }
    const begin = input.from + slot * minutes * 60_000;
    const limits = slotLimits(input, loads, begin, begin + minutes * 60_000);
    for (let row = 0; row < size; row += 1) room[slot * size + row] = Math.max(0, limits[row]!);
  }
  return room;
}

/** Whether only the root has loads that change, complete for every slot and without a date that could make them stale. */
function isPlain({ site }: PlanInput, loads: Readonly<Record<string, NodeLoad>>, series: readonly (readonly [string, readonly NodeLoad[]])[], slots: number): boolean {
  if (series.length !== 1 || series[0]![0] !== site.nodes[0]!.id || Object.keys(loads).length > 0) return false;
  if (site.nodes.some((node, place) => place > 0 && node.meter !== undefined)) return false;
  const list = series[0]![1];
  for (let slot = 0; slot < slots; slot += 1) {
    const one = list[slot];
    if (one?.at !== undefined || !Number.isFinite(one?.l1) || !Number.isFinite(one?.l2) || !Number.isFinite(one?.l3)) return false;
  }
  return true;
}

/** Loads of the root alone change nothing below it: the same room everywhere but there. */
function plainRoom(input: PlanInput, loads: Readonly<Record<string, NodeLoad>>, series: readonly (readonly [string, readonly NodeLoad[]])[], slots: number, room: Float64Array): Float64Array {
  const { site } = input;
  const size = site.nodes.length * ROWS;
  const still = limitsAt(site, { at: input.from, loads: { ...loads, [series[0]![0]]: { l1: 0, l2: 0, l3: 0 } } }).room;
  const root = still.slice(0, ROWS);
  for (let row = 0; row < size; row += 1) still[row] = Math.max(0, still[row]!);
  const list = series[0]![1];
  for (let slot = 0; slot < slots; slot += 1) {
    const one = list[slot] as { readonly l1: number; readonly l2: number; readonly l3: number };
    const base = slot * size;
    const l1 = Math.max(0, one.l1), l2 = Math.max(0, one.l2), l3 = Math.max(0, one.l3);
    room[base] = Math.max(0, root[0]! - l1);
    room[base + 1] = Math.max(0, root[1]! - l2);
    room[base + 2] = Math.max(0, root[2]! - l3);
    room[base + 3] = Math.max(0, root[3]! - ((l1 + l2 + l3) * site.voltage) / 1_000);
    for (let row = ROWS; row < size; row += 1) room[base + row] = still[row]!;
  }
  return room;
}

/** The lowest limits within a slot: a step that begins in the middle of it counts for the whole slot. */
function slotLimits(input: PlanInput, loads: Record<string, NodeLoad>, begin: number, end: number): Float64Array {
  const moments = new Set([begin]);
  for (const node of input.site.nodes) for (const step of node.schedule ?? []) if (step.from > begin && step.from < end) moments.add(step.from);
  let lowest: Float64Array | undefined;
  for (const moment of moments) {
    const { room } = limitsAt(input.site, { at: instant(Math.round(moment)), loads });
    lowest = lowest === undefined ? room : lowest.map((value, row) => Math.min(value, room[row]!));
  }
  return lowest!;
}

function isList(load: NodeLoad | readonly NodeLoad[]): load is readonly NodeLoad[] {
  return Array.isArray(load);
}
