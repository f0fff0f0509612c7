import { instant } from "@cpokit/kernel";
import { limitsAt, ROWS, type NodeLoad } from "../site/limits.ts";
import type { PlanInput } from "./plan-input.ts";
import { floats } from "./scratch.ts";

/** Room for cars, `(slot × nodes + node) × 4 + row`: the lowest limits within each slot, less what else is expected to flow. */
export function roomBySlot(input: PlanInput, slots: number, minutes: number): Float64Array {
  const { site, from } = input;
  const size = site.nodes.length * ROWS;
  const room = floats(slots * size);
  const isScheduled = site.nodes.some((node) => node.schedule !== undefined);
  const list = plainLoads(input, slots);
  if (!isScheduled && list !== undefined) return plainRoom(input, list, room);
  const isSteady = !isScheduled && !Object.values(input.loads ?? {}).some(isList);
  for (let slot = 0; slot < slots; slot += 1) {
    if (isSteady && slot > 0) {
      room.copyWithin(slot * size, 0, size);
      continue;
    }
    const begin = from + slot * minutes * 60_000;
    const limits = slotLimits(input, loadsAt(input, slot), begin, begin + minutes * 60_000);
    for (let row = 0; row < size; row += 1) room[slot * size + row] = Math.max(0, limits[row]!);
  }
  return room;
}

/** What else flows in a slot, by node id. */
export function loadsAt({ loads = {} }: PlanInput, slot: number): Record<string, NodeLoad> {
  const now: Record<string, NodeLoad> = {};
  for (const [id, load] of Object.entries(loads)) {
    const one = isList(load) ? load[slot] : load;
    if (one !== undefined) now[id] = one;
  }
  return now;
}

/** The loads of the root, if only those change, complete for every slot and without a date that could make them stale. */
function plainLoads({ site, loads = {} }: PlanInput, slots: number): readonly Required<NodeLoad>[] | undefined {
  const list = loads[site.nodes[0]!.id];
  if (list === undefined || !isList(list) || Object.keys(loads).length > 1 || site.nodes.some((node, place) => place > 0 && node.meter !== undefined)) return undefined;
  for (let slot = 0; slot < slots; slot += 1) {
    const one = list[slot];
    if (one?.at !== undefined || !Number.isFinite(one?.l1) || !Number.isFinite(one?.l2) || !Number.isFinite(one?.l3)) return undefined;
  }
  return list as readonly Required<NodeLoad>[];
}

/** Loads of the root alone change nothing below it: the same room everywhere but there. */
function plainRoom({ site, from }: PlanInput, list: readonly Required<NodeLoad>[], room: Float64Array): Float64Array {
  const size = site.nodes.length * ROWS;
  const still = limitsAt(site, { at: from, loads: { [site.nodes[0]!.id]: { l1: 0, l2: 0, l3: 0 } } }).room;
  for (let base = 0, slot = 0; base < room.length; base += size, slot += 1) {
    const one = list[slot]!;
    const l1 = Math.max(0, one.l1), l2 = Math.max(0, one.l2), l3 = Math.max(0, one.l3);
    room[base] = Math.max(0, still[0]! - l1);
    room[base + 1] = Math.max(0, still[1]! - l2);
    room[base + 2] = Math.max(0, still[2]! - l3);
    room[base + 3] = Math.max(0, still[3]! - ((l1 + l2 + l3) * site.voltage) / 1_000);
    for (let row = ROWS; row < size; row += 1) room[base + row] = Math.max(0, still[row]!);
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
