import type { Instant } from "@cpokit/kernel";
import type { Site } from "./define-site.ts";
import { nodeLimit, ROWS, type NodeLoad, type SiteLimits } from "./limits.ts";
import type { SiteNode } from "./site-model.ts";

/** The situation that limits of giving back follow from. */
export interface ExportQuestion {
  readonly at: Instant;
  /** The least that else flows at a node, cars left out, by node id; negative is generation. What is not known counts as no load and all generation. */
  readonly lows?: Readonly<Record<string, NodeLoad>>;
  /** Taken off each low load, for what may vanish before the next answer. Default 0. */
  readonly rampMarginA?: number;
}

/**
 * What cars may give back at each node at one moment, the mirror of `limitsAt`: breakers hold in both directions, `exportKW` bounds what leaves
 * a node upward, and the grid connection feeds in nothing where it says none. Only load that is surely there makes room.
 */
export function exportLimitsAt(site: Site, { at, lows = {}, rampMarginA = 0 }: ExportQuestion): SiteLimits {
  const room = new Float64Array(site.nodes.length * ROWS);
  const load = new Float64Array(site.nodes.length * ROWS);
  const stale: string[] = [];
  for (let place = site.nodes.length - 1; place >= 0; place -= 1) {
    const node = site.nodes[place]!;
    const base = place * ROWS;
    const low = usable(node, lows[node.id], at);
    if (low === undefined && node.meter !== undefined) stale.push(node.id);
    if (low !== undefined) for (let row = 0; row < 3; row += 1) load[base + row] = low[row]! - rampMarginA;
    else for (const generator of site.model.generators ?? []) {
      // All the sun that there may be; below, another meter may know better.
      if (site.places.get(generator.node) !== place) continue;
      for (let row = 0; row < 3; row += 1) load[base + row]! -= (generator.maxKW * 1_000) / (3 * site.voltage);
    }
    load[base + 3] = ((load[base]! + load[base + 1]! + load[base + 2]!) * site.voltage) / 1_000;
    const parent = site.parents[place]!;
    if (parent >= 0 && usable(site.nodes[parent]!, lows[site.nodes[parent]!.id], at) === undefined) {
      // Load elsewhere may be gone; generation is passed on.
      for (let row = 0; row < 3; row += 1) load[parent * ROWS + row]! += Math.min(0, load[base + row]!);
    }
    const limit = nodeLimit(node, at);
    for (let row = 0; row < 3; row += 1) room[base + row] = limit[row]! + load[base + row]!;
    room[base + 3] = exportKWAt(node, at) + load[base + 3]!;
  }
  return { room, load, stale };
}

/** What a node may send upward at a moment, kW: the lowest that applies; nothing where the grid connection says none. */
export function exportKWAt(node: SiteNode, at: Instant): number {
  const own = node.exportKW ?? (node.parent === undefined ? 0 : Infinity);
  return Math.min(own, ...(node.schedule ?? []).map(({ from, to, exportKW = Infinity }) => (at >= from && at < to ? exportKW : Infinity)));
}

function usable(node: SiteNode, low: NodeLoad | undefined, at: Instant): readonly [number, number, number] | undefined {
  if (low?.l1 === undefined || low.l2 === undefined || low.l3 === undefined) return undefined;
  const age = low.at === undefined ? 0 : Math.abs(at - low.at) / 1_000;
  if (node.meter !== undefined && age > node.meter.maxAgeSeconds) return undefined;
  return Number.isFinite(low.l1 + low.l2 + low.l3) ? [low.l1, low.l2, low.l3] : undefined;
}
