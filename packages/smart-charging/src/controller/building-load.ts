import type { Instant } from "@cpokit/kernel";
import type { Site } from "../site/define-site.ts";
import { evseOf } from "../site/define-site.ts";
import type { NodeLoad } from "../site/limits.ts";
import { wiringOf } from "../site/wiring.ts";
import type { Car } from "./car.ts";

/** What meters say of a node, cars included. */
export interface MeterReading {
  readonly l1?: number;
  readonly l2?: number;
  readonly l3?: number;
  readonly at: Instant;
}

/** Building load by node: meter less the cars below it, the highest over a short window (smart-charging §3 g). */
export interface BuildingLoad {
  /** `site` has the wiring; the cars' currents are taken off as they are now, and what batteries give back (A per phase) is added. */
  read(site: Site, node: string, reading: MeterReading, cars: Iterable<Car>, givenBackA?: number): void;
  /** The last reading of a node as it came, cars included. */
  metered(node: string): MeterReading | undefined;
  /** For `limitsAt`; of each phase the highest in the window, dated by the last reading. */
  loads(now: Instant): Readonly<Record<string, NodeLoad>>;
  /** Power that the site sends to the grid by the last reading of its root, were no car charging and no battery giving back, kW. */
  surplusKW(site: Site, now: Instant): number;
}

const PHASES = ["l1", "l2", "l3"] as const;

export function createBuildingLoad(windowSeconds: number): BuildingLoad {
  const readings = new Map<string, MeterReading[]>();
  const last = new Map<string, MeterReading>();
  return {
    metered: (node) => last.get(node),
    read(site, node, reading, cars, givenBackA = 0) {
      last.set(node, reading);
      const below = carsBelow(site, node, cars, reading.at);
      const building: MeterReading = { at: reading.at, ...Object.fromEntries(PHASES.flatMap((phase, index) => (reading[phase] === undefined ? [] : [[phase, reading[phase] - below[index]! + givenBackA]]))) };
      const kept = (readings.get(node) ?? []).filter(({ at }) => reading.at - at <= windowSeconds * 1_000);
      readings.set(node, [...kept, building]);
    },
    loads: (now) => Object.fromEntries([...readings].map(([node, list]) => {
      const recent = list.filter(({ at }) => now - at <= windowSeconds * 1_000);
      const last = list.at(-1)!;
      const used = recent.length === 0 ? [last] : recent;
      const values = PHASES.flatMap((phase) => {
        if (last[phase] === undefined) return [];
        return [[phase, Math.max(...used.map((one) => one[phase]).filter((value) => value !== undefined))] as const];
      });
      return [node, { ...Object.fromEntries(values), at: last.at }];
    })),
    surplusKW(site, now) {
      const last = readings.get(site.nodes[0]!.id)?.at(-1);
      const age = site.nodes[0]!.meter?.maxAgeSeconds ?? 60;
      if (last === undefined || now - last.at > age * 1_000) return 0;
      return Math.max(0, -((last.l1 ?? 0) + (last.l2 ?? 0) + (last.l3 ?? 0)) * site.voltage / 1_000);
    },
  };
}

/** Currents of the cars below a node, per grid phase, as far as they are surely known. */
function carsBelow(site: Site, node: string, cars: Iterable<Car>, at: Instant): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  const place = site.places.get(node)!;
  for (const car of cars) {
    const evse = evseOf(site, car.evse);
    const own = site.places.get(evse.node)!;
    if (car.measured === undefined || at - car.measured.at > 60_000 || own < place || own >= site.ends[place]!) continue;
    const used = car.measured.amps.filter((amps) => amps > 0.5).length;
    // With an unknown rotation nobody knows which phase is lighter by the car.
    if (evse.rotation === "unknown" && used < 3 && evse.dc === undefined) continue;
    const wiring = wiringOf(evse, site.voltage, used === 1 || used === 2 ? used : car.phasesUsed);
    const amps = Math.min(...car.measured.amps.filter((one) => one > 0.5), Infinity);
    if (amps === Infinity) continue;
    sum[0] += wiring.l1 * amps;
    sum[1] += wiring.l2 * amps;
    sum[2] += wiring.l3 * amps;
  }
  return sum;
}
