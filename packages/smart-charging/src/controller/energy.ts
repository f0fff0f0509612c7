import type { Instant } from "@cpokit/kernel";
import { evseOf, type Site } from "../site/define-site.ts";
import { nodeLimit } from "../site/limits.ts";
import type { MeterReading } from "./building-load.ts";
import type { Car } from "./car.ts";
import type { Devices } from "./devices.ts";

/** Where the power of a site comes from and goes to now, kW. What nobody measures is absent. */
export interface SiteEnergy {
  readonly at: Instant;
  /** Taken from the grid; negative is fed in. `isMeasured` is false where there is no usable meter and the rest was added up. */
  readonly grid: { readonly kW: number; readonly isMeasured: boolean };
  /** What the site may take and feed in now, by its breaker, its contract and the signals in force. */
  readonly limit: { readonly importKW: number; readonly exportKW?: number };
  readonly generation?: { readonly kW: number };
  /** All batteries together; `kW` above 0 charges them. */
  readonly battery?: { readonly kW: number; readonly storedKWh: number; readonly capacityKWh: number };
  /** All that is no car, no generator and no battery. */
  readonly building?: { readonly kW: number };
  readonly cars: { readonly kW: number; readonly charging: number };
}

/** Below this a car does not charge, kW. */
const IDLE_KW = 0.1;
/** How long what a car measured counts, ms. */
const CAR_AGE = 5 * 60_000;

/** Adds up what meters, devices and cars say. `site` is as the signals in force leave it. */
export function energyOf(site: Site, now: Instant, said: { readonly grid: MeterReading | undefined; readonly devices: Devices; readonly cars: Iterable<Car> }): SiteEnergy {
  const root = site.nodes[0]!;
  const [l1, l2, l3, kW] = nodeLimit(root, now);
  const volts = site.voltage / 1_000;
  const generationKW = said.devices.generationKW(now);
  const batteries = said.devices.batteries(now);
  const batteryKW = batteries.reduce((sum, { reading }) => sum + reading.kW, 0);
  const cars = [...said.cars].map((car) => carKW(site, car, now));
  const carsKW = cars.reduce((sum, one) => sum + one, 0);
  const gridKW = gridPower(said.grid, root.meter?.maxAgeSeconds ?? 60, volts, now);
  const known = carsKW + batteryKW - (generationKW ?? 0);
  const exportKW = Math.min(root.exportKW ?? Infinity, ...(root.schedule ?? []).flatMap((step) => (step.exportKW !== undefined && now >= step.from && now < step.to ? [step.exportKW] : [])));
  return {
    at: now,
    grid: { kW: gridKW ?? known, isMeasured: gridKW !== undefined },
    limit: { importKW: Math.min(kW, (l1 + l2 + l3) * volts), ...(exportKW < Infinity && { exportKW }) },
    ...(generationKW !== undefined && { generation: { kW: generationKW } }),
    ...(batteries.length > 0 && {
      battery: { kW: batteryKW, storedKWh: batteries.reduce((sum, { reading }) => sum + reading.storedKWh, 0), capacityKWh: batteries.reduce((sum, { model }) => sum + model.capacityKWh, 0) },
    }),
    // Meters are not read at one moment: what is left below nothing is no load.
    ...(gridKW !== undefined && { building: { kW: Math.max(0, gridKW - known) } }),
    cars: { kW: carsKW, charging: cars.filter((one) => one > IDLE_KW).length },
  };
}

/** kW of all three phases, negative is fed in; absent for a reading that is old or lacks a phase. */
export function gridPower(reading: MeterReading | undefined, maxAgeSeconds: number, volts: number, now: Instant): number | undefined {
  if (reading === undefined || Math.abs(now - reading.at) > maxAgeSeconds * 1_000) return undefined;
  const { l1, l2, l3 } = reading;
  return l1 === undefined || l2 === undefined || l3 === undefined ? undefined : (l1 + l2 + l3) * volts;
}

function carKW(site: Site, { measured, evse }: Car, now: Instant): number {
  if (measured === undefined || now - measured.at > CAR_AGE) return 0;
  const volts = site.voltage / 1_000;
  return evseOf(site, evse).dc === undefined ? measured.amps.reduce((sum, amps) => sum + amps, 0) * volts : measured.amps[0]! * 3 * volts;
}
