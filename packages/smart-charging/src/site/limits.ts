import type { Instant } from "@cpokit/kernel";
import { type Site } from "./define-site.ts";
import type { PhaseAmps, SiteNode } from "./site-model.ts";

/** Rows of a node: the current on each phase, and the power of their sum. */
export const ROWS = 4;
/** Names of the rows of a node, in their order. */
export const ROW_NAMES = ["L1", "L2", "L3", "kW"] as const;
/** Which limit of a node: the current on a phase or the power. */
export type RowName = (typeof ROW_NAMES)[number];

/** What else flows at a node besides the cars: everything below it, per phase, in amperes; negative is generation. */
export interface NodeLoad {
  readonly l1?: number;
  readonly l2?: number;
  readonly l3?: number;
  /** When it was measured; absent = now. */
  readonly at?: Instant;
}

/** The situation that limits follow from. */
export interface LimitQuestion {
  readonly at: Instant;
  /** Load other than cars by node id. A node with a meter but without a usable value counts at the meter's `assumeA`. */
  readonly loads?: Readonly<Record<string, NodeLoad>>;
  /** Added to each measured load, for what may come before the next answer. Default 0. */
  readonly rampMarginA?: number;
  /** Whether generation (a negative load) makes room for cars. Default false: generation can vanish faster than cars slow down. */
  readonly creditGeneration?: boolean;
}

/** What cars may still draw at each node. */
export interface SiteLimits {
  /** Room for cars: 4 rows for each node (L1, L2, L3 in A, then kW); may be negative when the building alone is above the limit. */
  readonly room: Float64Array;
  /** The load that was taken off, same layout. */
  readonly load: Float64Array;
  /** Nodes whose meter was silent or unusable on at least one phase. */
  readonly stale: readonly string[];
}

/** Limits for cars at one moment: the lowest that applies, less the building's load (smart-charging §3 g). */
export function limitsAt(site: Site, question: LimitQuestion): SiteLimits {
  const count = site.nodes.length;
  const load = new Float64Array(count * ROWS);
  const room = new Float64Array(count * ROWS);
  const stale: string[] = [];
  // Bottom up, since a node without a meter carries at least what is below it.
  for (let place = count - 1; place >= 0; place -= 1) {
    const node = site.nodes[place]!;
    measure(node, place, question, load, stale);
    const kW = (Math.max(0, load[place * ROWS]!) + Math.max(0, load[place * ROWS + 1]!) + Math.max(0, load[place * ROWS + 2]!)) * site.voltage / 1_000;
    load[place * ROWS + 3] = question.creditGeneration === true
      ? (load[place * ROWS]! + load[place * ROWS + 1]! + load[place * ROWS + 2]!) * site.voltage / 1_000
      : kW;
    const parent = site.parents[place]!;
    if (parent >= 0 && !hasOwnLoad(site.nodes[parent]!, question)) {
      for (let row = 0; row < 3; row += 1) load[parent * ROWS + row]! += load[place * ROWS + row]!;
    }
    const limit = nodeLimit(node, question.at);
    for (let row = 0; row < ROWS; row += 1) room[place * ROWS + row] = limit[row]! - load[place * ROWS + row]!;
  }
  return { room, load, stale };
}

/** The limits of a node itself at a moment, before any load: L1, L2, L3 in A, then kW. */
export function nodeLimit(node: SiteNode, at: Instant): [number, number, number, number] {
  const factor = node.continuousLoadFactor ?? 1;
  const limit: [number, number, number, number] = [node.limitA.l1 * factor, node.limitA.l2 * factor, node.limitA.l3 * factor, node.limitKW ?? Infinity];
  for (const step of node.schedule ?? []) {
    if (at < step.from || at >= step.to) continue;
    if (step.limitA !== undefined) {
      limit[0] = Math.min(limit[0], step.limitA.l1);
      limit[1] = Math.min(limit[1], step.limitA.l2);
      limit[2] = Math.min(limit[2], step.limitA.l3);
    }
    if (step.limitKW !== undefined) limit[3] = Math.min(limit[3], step.limitKW);
  }
  return limit;
}

function hasOwnLoad(node: SiteNode, question: LimitQuestion): boolean {
  return node.meter !== undefined || question.loads?.[node.id] !== undefined;
}

function measure(node: SiteNode, place: number, question: LimitQuestion, load: Float64Array, stale: string[]): void {
  if (!hasOwnLoad(node, question)) return;
  const reading = question.loads?.[node.id];
  const age = reading?.at === undefined ? 0 : (question.at - reading.at) / 1_000;
  // A reading from the future is as little use as an old one.
  const usable = reading !== undefined && (node.meter === undefined || Math.abs(age) <= node.meter.maxAgeSeconds);
  let complete = usable;
  (["l1", "l2", "l3"] as const satisfies readonly (keyof PhaseAmps)[]).forEach((phase, row) => {
    const value = usable ? reading[phase] : undefined;
    if (value === undefined || !Number.isFinite(value)) {
      complete = false;
      // Nothing known at all: as if the building took everything.
      load[place * ROWS + row] = node.meter?.assumeA[phase] ?? nodeLimit(node, question.at)[row]!;
      return;
    }
    load[place * ROWS + row] = (question.creditGeneration === true ? value : Math.max(0, value)) + (question.rampMarginA ?? 0);
  });
  if (!complete) stale.push(node.id);
}
