import { limitsAt, wiringOf, type PlanInput } from "../src/index.ts";
import { instant } from "@cpokit/kernel";

/**
 * The most energy that cars of one kind of connection can be given together, kWh: a maximum flow from cars over slots up the tree of limits,
 * by shortest augmenting paths (Edmonds and Karp), written from the JSON alone. Each phase is a tree of its own where cars use one phase.
 */
export function mostEnergy(input: PlanInput): number {
  const hours = (input.slotMinutes ?? 15) / 60;
  const phases = input.cars.every((car) => input.site.evses.get(car.evse)!.phases === 1) ? [0, 1, 2] : [-1];
  return phases.reduce((sum, phase) => sum + flowOf(input, phase, hours), 0);
}

function flowOf(input: PlanInput, phase: number, hours: number): number {
  const heads: number[][] = [[], []];
  const edges: { readonly to: number; room: number }[] = [];
  const node = (): number => heads.push([]) - 1;
  const link = (from: number, to: number, room: number): void => {
    heads[from]!.push(edges.push({ to, room }) - 1);
    heads[to]!.push(edges.push({ to: from, room: 0 }) - 1);
  };
  const cars = input.cars.flatMap((car) => {
    const evse = input.site.evses.get(car.evse)!;
    const { l1, l2, l3, gridKW } = wiringOf(evse, input.site.voltage, car.phasesUsed);
    if (phase >= 0 && [l1, l2, l3][phase] === 0) return [];
    const at = node();
    link(0, at, car.energyKWh);
    return [{ car, evse, gridKW, at }];
  });
  input.prices.forEach((_, slot) => {
    const begin = input.from + slot * hours * 3_600_000;
    const loads = Object.fromEntries(Object.entries(input.loads ?? {}).map(([id, load]) => [id, Array.isArray(load) ? load[slot] : load]));
    const { room } = limitsAt(input.site, { at: instant(begin), loads });
    const kW = cars[0]?.gridKW ?? 0;
    const places = input.site.nodes.map(() => node());
    input.site.nodes.forEach((_one, place) => {
      const rows = phase < 0 ? [0, 1, 2].map((row) => room[place * 4 + row]!) : [room[place * 4 + phase]!];
      link(places[place]!, place === 0 ? 1 : places[input.site.parents[place]!]!, Math.max(0, Math.min(...rows)) * kW * hours);
    });
    for (const { car, evse, gridKW, at } of cars) {
      if (begin < (car.arrival ?? input.from) || begin + hours * 3_600_000 > car.departure) continue;
      link(at, places[input.site.places.get(evse.node)!]!, Math.min(evse.maxA, car.maxA ?? Infinity) * gridKW * hours);
    }
  });
  let total = 0;
  for (;;) {
    const via = new Int32Array(heads.length).fill(-1);
    const queue = [0];
    for (let head = 0; head < queue.length && via[1] === -1; head += 1) {
      for (const edge of heads[queue[head]!]!) {
        const { to, room } = edges[edge]!;
        if (room <= 1e-9 || to === 0 || via[to] !== -1) continue;
        via[to] = edge;
        queue.push(to);
      }
    }
    if (via[1] === -1) return total;
    let least = Infinity;
    for (let at = 1; at !== 0; at = edges[via[at]! ^ 1]!.to) least = Math.min(least, edges[via[at]!]!.room);
    for (let at = 1; at !== 0; at = edges[via[at]! ^ 1]!.to) {
      edges[via[at]!]!.room -= least;
      edges[via[at]! ^ 1]!.room += least;
    }
    total += least;
  }
}
