/**
 * Judges set-points without any code of the package: it derives from the JSON model alone which wire each car is on
 * and what each limit is, and adds up whole milliamperes.
 */
import type { SiteModel } from "../src/index.ts";

export interface CheckedCar {
  readonly evse: string;
  readonly phasesUsed?: 1 | 2 | 3;
  /** Set-point in A per phase. */
  readonly amps: number;
}

export interface Violation {
  readonly what: string;
  readonly by: number;
}

/** Load of other consumers at a node (already including everything below it), per phase. */
export type OtherLoad = Readonly<Record<string, readonly [number, number, number]>>;

export function checkSetpoints(model: SiteModel, at: number, cars: readonly CheckedCar[], other: OtherLoad = {}, options: { readonly toleranceMilliamps?: number; readonly imbalance?: boolean } = {}): Violation[] {
  const tolerance = options.toleranceMilliamps ?? 0;
  const volts = model.voltage ?? 230;
  const found: Violation[] = [];
  const sums = new Map(model.nodes.map((node) => [node.id, { wire: [0, 0, 0], milliwatts: 0 }]));
  for (const car of cars) {
    const evse = model.evses.find((one) => one.id === car.evse)!;
    const milliamps = Math.round(car.amps * 1_000);
    if (milliamps > 0 && milliamps < Math.round(evse.minA * 1_000)) found.push({ what: `${evse.id} is told ${car.amps} A, below its minimum`, by: evse.minA - car.amps });
    if (milliamps > Math.round(evse.maxA * 1_000)) found.push({ what: `${evse.id} is above its maximum`, by: car.amps - evse.maxA });
    const wires = wiresOf(evse, car.phasesUsed);
    const pair = evse.rotation.length === 2;
    const phaseCount = evse.dc !== undefined ? 3 : Math.min(car.phasesUsed ?? evse.phases, evse.phases);
    const milliwattsPerMilliamp = pair ? volts * 3 ** 0.5 : volts * phaseCount;
    for (let id: string | undefined = evse.node; id !== undefined; id = model.nodes.find((node) => node.id === id)!.parent) {
      const sum = sums.get(id)!;
      for (const wire of wires) sum.wire[wire]! += milliamps;
      sum.milliwatts += milliamps * milliwattsPerMilliamp;
    }
  }
  for (const node of model.nodes) {
    const { wire, milliwatts } = sums.get(node.id)!;
    const load = (other[node.id] ?? [0, 0, 0]).map((amps) => Math.max(0, amps));
    const active = (node.schedule ?? []).filter((step) => at >= step.from && at < step.to);
    const factor = node.continuousLoadFactor ?? 1;
    const total = [0, 0, 0];
    for (let phase = 0; phase < 3; phase += 1) {
      const key = (["l1", "l2", "l3"] as const)[phase]!;
      const limit = Math.min(node.limitA[key] * factor, ...active.map((step) => step.limitA?.[key] ?? Infinity));
      total[phase] = wire[phase]! + load[phase]! * 1_000;
      if (wire[phase]! > 0 && total[phase]! > limit * 1_000 + tolerance + 1e-3) found.push({ what: `${node.id} ${key}`, by: total[phase]! / 1_000 - limit });
    }
    const kW = Math.min(node.limitKW ?? Infinity, ...active.map((step) => step.limitKW ?? Infinity));
    const all = milliwatts + (load[0]! + load[1]! + load[2]!) * volts * 1_000;
    if (milliwatts > 0 && all > kW * 1e6 + tolerance * volts * 3 + 1) found.push({ what: `${node.id} kW`, by: all / 1e6 - kW });
    if (options.imbalance !== false && node.maxImbalanceA !== undefined) {
      const lowest = Math.min(...total);
      total.forEach((sum, phase) => {
        if (wire[phase]! > 0 && sum - lowest > node.maxImbalanceA! * 1_000 + tolerance + 1e-3) found.push({ what: `${node.id} imbalance`, by: (sum - lowest) / 1_000 - node.maxImbalanceA! });
      });
    }
  }
  return found;
}

/** The same for what cars give back, `amps` at or above 0: `low` is the least that else flows at each node, negative where it generates. */
export function checkGivingBack(model: SiteModel, at: number, cars: readonly CheckedCar[], low: OtherLoad = {}): Violation[] {
  const volts = model.voltage ?? 230;
  return model.nodes.flatMap((node): Violation[] => {
    const wire = [0, 0, 0];
    let milliwatts = 0;
    for (const car of cars) {
      const evse = model.evses.find((one) => one.id === car.evse)!;
      let above: string | undefined = evse.node;
      while (above !== undefined && above !== node.id) above = model.nodes.find(({ id }) => id === above)!.parent;
      if (above === undefined) continue;
      const milliamps = Math.round(car.amps * 1_000);
      for (const one of wiresOf(evse, car.phasesUsed)) wire[one]! += milliamps;
      milliwatts += milliamps * volts * (evse.rotation.length === 2 ? 3 ** 0.5 : evse.dc !== undefined ? 3 : Math.min(car.phasesUsed ?? evse.phases, evse.phases));
    }
    if (milliwatts === 0) return [];
    const load = low[node.id] ?? [0, 0, 0];
    const active = (node.schedule ?? []).filter((step) => at >= step.from && at < step.to);
    const over = wire.flatMap((sum, phase): Violation[] => {
      const key = (["l1", "l2", "l3"] as const)[phase]!;
      const limit = Math.min(node.limitA[key] * (node.continuousLoadFactor ?? 1), ...active.map((step) => step.limitA?.[key] ?? Infinity));
      return sum > 0 && sum - load[phase]! * 1_000 > limit * 1_000 + 1e-3 ? [{ what: `${node.id} ${key} given back`, by: sum / 1_000 - load[phase]! - limit }] : [];
    });
    const most = Math.min(node.exportKW ?? (node.parent === undefined ? 0 : Infinity), ...active.map((step) => step.exportKW ?? Infinity));
    const kW = milliwatts / 1e6 - ((load[0] + load[1] + load[2]) * volts) / 1_000;
    return kW > most + 1e-6 ? [...over, { what: `${node.id} fed in, kW`, by: kW - most }] : over;
  });
}

function wiresOf(evse: SiteModel["evses"][number], phasesUsed: number | undefined): readonly number[] {
  const letters = evse.rotation;
  if (letters === "unknown" || evse.dc !== undefined) return [0, 1, 2];
  const wires = Array.from(letters, (letter) => "RST".indexOf(letter));
  if (letters.length === 2) return wires;
  return wires.slice(0, Math.min(phasesUsed ?? evse.phases, evse.phases));
}
