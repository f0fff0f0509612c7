import type { Site } from "../site/define-site.ts";
import type { Storage } from "./storage.ts";

/** What batteries could give back each on its own, and the limits that they share. */
export interface SharedExport {
  /** A by slot, in the order of the batteries. */
  readonly freeA: readonly Float64Array[];
  readonly limits: readonly ExportLimit[];
}

/** A limit on what is given back below a node, that not all may use in full. */
export interface ExportLimit {
  /** What 1 A of each battery adds to it. */
  readonly factors: Float64Array;
  /** A or kW. */
  readonly most: number;
}

/**
 * Limits on what is given back (export, and the wires) are shared among the batteries below, in proportion to their size. Where that would
 * leave a car less than it can signal, fewer cars give back at a time and take turns, so that the limit is used. Returns what was shared.
 */
export function shareExport(site: Site, storages: readonly Storage[], coefficientsOf: (kind: number) => readonly number[], minimum: Float64Array): SharedExport | undefined {
  const wanted = storages.map(({ dischargeA }) => dischargeA.slice());
  const shared: ExportLimit[] = [];
  site.nodes.forEach((node, place) => {
    const limits = [node.limitA.l1, node.limitA.l2, node.limitA.l3, Math.min(node.exportKW ?? Infinity, ...(node.schedule ?? []).map((step) => step.exportKW ?? Infinity))];
    limits.forEach((limit, row) => {
      const below = storages.flatMap((storage, index): Sharer[] => {
        const factor = coefficientsOf(storage.kind)[row]!;
        if (storage.node < place || storage.node >= site.ends[place]! || factor === 0) return [];
        return [{ storage, index, wanted: wanted[index]!, factor, least: storage.car < 0 ? 0 : minimum[storage.car]!, given: 0 }];
      });
      const slots = wanted[0]?.length ?? 0;
      let isShared = false;
      for (let slot = 0; slot < slots; slot += 1) if (shareSlot(below, limit, slot)) isShared = true;
      if (!isShared) return;
      const factors = new Float64Array(storages.length);
      for (const { index, factor } of below) factors[index] = factor;
      shared.push({ factors, most: limit });
    });
  });
  return shared.length === 0 ? undefined : { freeA: wanted, limits: shared };
}

interface Sharer {
  readonly storage: Storage;
  readonly index: number;
  readonly wanted: Float64Array;
  /** What 1 A of it adds to the limit. */
  readonly factor: number;
  readonly least: number;
  /** Parts of what it can give that it was allowed to give so far. */
  given: number;
}

/** Whether the limit was too low for all. */
function shareSlot(below: readonly Sharer[], limit: number, slot: number): boolean {
  const here = below.filter(({ storage, wanted }) => slot >= storage.first && slot < storage.last && wanted[slot]! > 0);
  if (sumOf(here, slot) <= limit) return false;
  const chosen = fits(here, limit, slot) ? here : inTurn(here, limit, slot);
  const part = Math.min(1, limit / sumOf(chosen, slot));
  for (const one of here) {
    const amps = chosen.includes(one) ? one.wanted[slot]! * part : 0;
    one.given += amps / usable(one.storage);
    one.storage.dischargeA[slot] = Math.min(one.storage.dischargeA[slot]!, amps);
  }
  return true;
}

/** As many as can have their minimum together, those first who were allowed least so far. */
function inTurn(here: readonly Sharer[], limit: number, slot: number): readonly Sharer[] {
  const chosen: Sharer[] = [];
  for (const one of here.toSorted((a, b) => a.given - b.given)) if (fits([...chosen, one], limit, slot)) chosen.push(one);
  return chosen;
}

function fits(sharers: readonly Sharer[], limit: number, slot: number): boolean {
  const part = Math.min(1, limit / sumOf(sharers, slot));
  return sharers.every(({ wanted, least }) => wanted[slot]! * part >= least - 1e-9);
}

function sumOf(sharers: readonly Sharer[], slot: number): number {
  return sharers.reduce((sum, { wanted, factor }) => sum + wanted[slot]! * factor, 0);
}

/** kWh that a battery has above its reserve, and what it will get. */
function usable({ start, low, final }: Storage): number {
  return Math.max(start, final) - low + 1e-3;
}
