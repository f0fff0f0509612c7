import type { Instant } from "@cpokit/kernel";
import type { Site } from "../site/define-site.ts";
import { evseOf } from "../site/define-site.ts";
import type { NodeLoad } from "../site/limits.ts";
import { wiringOf } from "../site/wiring.ts";
import type { Rows } from "../safety/rows.ts";
import type { Car } from "./car.ts";

/** What meters say of a node, cars included. */
export interface MeterReading {
  readonly l1?: number;
  readonly l2?: number;
  readonly l3?: number;
  readonly at: Instant;
}

/** What draws below a meter besides the building. */
export interface Drawing {
  readonly cars: Iterable<Car>;
  /** What batteries give back and what they charge, A per phase. */
  readonly battery: { readonly givenBack: number; readonly charged: number };
  /** The most that an EVSE may draw, whole milliamperes by row. */
  readonly mostOf: (evse: string) => Rows;
  /** The most that an EVSE may give back, the same way. */
  readonly mostBackOf: (evse: string) => Rows;
  /** Whether its station answers: where it does, an EVSE without a car draws nothing. */
  readonly answers: (evse: string) => boolean;
}

/**
 * Building load by node: meter less the cars below it, the highest over a short window (smart-charging §3 g).
 *
 * Of a car that nobody measures, such as one at a silent station, only what a meter proves is taken off, since the car is counted at its
 * worst besides: what is above all that the building takes at the worst (`assumeA`), at this meter or at those below it.
 */
export interface BuildingLoad {
  /** `site` has the wiring; the cars' currents are taken off as they are now. */
  read(site: Site, node: string, reading: MeterReading, drawing: Drawing): void;
  /** The last reading of a node as it came, cars included. */
  metered(node: string): MeterReading | undefined;
  /** For `limitsAt`; of each phase the highest in the window, dated by the last reading. */
  loads(now: Instant): Readonly<Record<string, NodeLoad>>;
  /** For `exportLimitsAt`; of each phase the lowest in the window, less all that cars nobody measures and batteries may take. */
  lows(now: Instant): Readonly<Record<string, NodeLoad>>;
  /** Power that the site sends to the grid by the last reading of its root, were no car charging and no battery giving back, kW. */
  surplusKW(site: Site, now: Instant): number;
}

const PHASES = ["l1", "l2", "l3"] as const;
/** How long what a car measured is what it draws, ms. */
const CAR_AGE = 60_000;

type Amps = [number, number, number];

/** A reading without the cars, and what of it was cars that nobody measured. */
interface Read extends MeterReading {
  readonly proven: Amps;
  readonly low: Partial<Record<(typeof PHASES)[number], number>>;
}

export function createBuildingLoad(windowSeconds: number): BuildingLoad {
  const readings = new Map<string, Read[]>();
  const last = new Map<string, MeterReading>();
  /** The highest that was measured of a building while no car was there. */
  const highestAlone = new Map<string, Amps>();
  const within = (list: readonly Read[], now: Instant): readonly Read[] => list.filter(({ at }) => now - at <= windowSeconds * 1_000);

  /** What the nearest meters below a place prove of cars that nobody measures: the least in the window. */
  function provenBelow(site: Site, place: number, now: Instant): Amps {
    const sum: Amps = [0, 0, 0];
    for (let below = place + 1; below < site.ends[place]!; below += 1) {
      const list = readings.get(site.nodes[below]!.id);
      if (list === undefined) continue;
      const recent = within(list, now);
      if (recent.length > 0) for (let phase = 0; phase < 3; phase += 1) sum[phase]! += Math.min(...recent.map(({ proven }) => proven[phase]!));
      below = site.ends[below]! - 1;
    }
    return sum;
  }

  return {
    metered: (node) => last.get(node),
    read(site, node, reading, { cars, battery, mostBackOf, ...drawing }) {
      last.set(node, reading);
      const place = site.places.get(node)!;
      const below = [...cars].filter((car) => isBelow(site, place, car.evse));
      const measured = measuredBy(site, below, reading.at, Math.min);
      const measuredMost = measuredBy(site, below, reading.at, Math.max);
      const unmeasured = unmeasuredBelow(site, place, below, drawing, reading.at);
      const back = unmeasuredBelow(site, place, below, { mostOf: mostBackOf, answers: drawing.answers }, reading.at);
      const proven = provenBelow(site, place, reading.at);
      const { assumeA } = site.nodes[place]!.meter ?? {};
      const highest = highestAlone.get(node) ?? [0, 0, 0];
      const building: Partial<Record<(typeof PHASES)[number], number>> = {};
      const low: Partial<Record<(typeof PHASES)[number], number>> = {};
      PHASES.forEach((phase, index) => {
        const value = reading[phase];
        if (value === undefined) return void (proven[index] = 0);
        const rest = value - measured[index]! + battery.givenBack + back[index]!;
        low[phase] = value - measuredMost[index]! - unmeasured[index]! - battery.charged;
        const most = Math.max((assumeA?.[phase] ?? Infinity) + battery.charged, highest[index]!);
        // More than the worst that unmeasured cars may draw is the building, whatever was declared of it.
        building[phase] = Math.max(Math.min(rest - proven[index]!, most), rest - unmeasured[index]!);
        proven[index] = rest - building[phase];
        if (below.length === 0 && unmeasured[index] === 0) highest[index] = Math.max(highest[index]!, rest);
      });
      highestAlone.set(node, highest);
      readings.set(node, [...within(readings.get(node) ?? [], reading.at), { at: reading.at, ...building, proven, low }]);
    },
    lows: (now) => Object.fromEntries([...readings].map(([node, list]) => {
      const recent = within(list, now);
      const newest = list.at(-1)!;
      const used = recent.length === 0 ? [newest] : recent;
      const values = PHASES.flatMap((phase) => (newest.low[phase] === undefined ? [] : [[phase, Math.min(...used.map(({ low }) => low[phase]).filter((value) => value !== undefined))] as const]));
      return [node, { ...Object.fromEntries(values), at: newest.at }];
    })),
    loads: (now) => Object.fromEntries([...readings].map(([node, list]) => {
      const recent = within(list, now);
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

function isBelow(site: Site, place: number, evse: string): boolean {
  const own = site.places.get(evseOf(site, evse).node)!;
  return own >= place && own < site.ends[place]!;
}

/** Current of a car on each grid phase, negative where it gives back: of its phases the least or the most; absent where it is not surely known. */
function currentOf(site: Site, car: Car, at: Instant, pick: (...amps: number[]) => number): Amps | undefined {
  const evse = evseOf(site, car.evse);
  if (car.measured === undefined || at - car.measured.at > CAR_AGE) return undefined;
  const used = car.measured.amps.filter(flows).length;
  // With an unknown rotation nobody knows which phase is lighter by the car.
  if (evse.rotation === "unknown" && used < 3 && evse.dc === undefined) return undefined;
  const wiring = wiringOf(evse, site.voltage, used === 1 || used === 2 ? used : car.phasesUsed);
  const amps = used === 0 ? 0 : pick(...car.measured.amps.filter(flows));
  return [wiring.l1 * amps, wiring.l2 * amps, wiring.l3 * amps];
}

const flows = (amps: number): boolean => Math.abs(amps) > 0.5;

function measuredBy(site: Site, cars: readonly Car[], at: Instant, pick: (...amps: number[]) => number): Amps {
  return addUp(cars.map((car) => currentOf(site, car, at, pick) ?? [0, 0, 0]));
}

/** The most that may flow below a place to cars that nobody measures: those without a usable value, and any at stations that do not answer. */
function unmeasuredBelow(site: Site, place: number, cars: readonly Car[], { mostOf, answers }: Pick<Drawing, "mostOf" | "answers">, at: Instant): Amps {
  const known = new Map(cars.map((car) => [car.evse, currentOf(site, car, at, Math.min) !== undefined]));
  return addUp(site.model.evses.flatMap(({ id }) => {
    if (!isBelow(site, place, id) || (known.get(id) ?? answers(id))) return [];
    const most = mostOf(id);
    return [[most[0] / 1_000, most[1] / 1_000, most[2] / 1_000]];
  }));
}

function addUp(all: readonly Readonly<Amps>[]): Amps {
  return all.reduce<Amps>((sum, one) => [sum[0] + one[0], sum[1] + one[1], sum[2] + one[2]], [0, 0, 0]);
}
