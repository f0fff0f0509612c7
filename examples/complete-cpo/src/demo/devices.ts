import { seconds, zone, type Instant } from "@cpokit/kernel";
import type { BatteryModel, GeneratorModel } from "@cpokit/smart-charging";
import type { Balancing } from "../balancing/balanced.ts";
import type { Cpo } from "../cpo.ts";
import { DEMO_SITES } from "./network.ts";

/** The building of a location of the demonstration, and what is on its roof and in its cellar. */
export interface DemoDevices {
  readonly generator: GeneratorModel;
  readonly battery: BatteryModel;
  /** What the building takes at night and by day, kW. */
  readonly building: readonly [night: number, day: number];
}

/** An office with PV and a battery. */
export const DEMO_DEVICES: Readonly<Record<string, DemoDevices>> = {
  "rotterdam-maaskantoor": {
    generator: { id: "roof", node: "grid", maxKW: 45 },
    battery: { id: "cellar", node: "grid", maxChargeKW: 30, maxDischargeKW: 30, capacityKWh: 80, reserveKWh: 16 },
    building: [5, 22],
  },
};

const EVERY = seconds(5);
const DAY_MINUTES = 1_440;

/** Lets the meters of the demonstration's buildings speak, until what is returned is called. */
export function startDevices({ balancing, clock, scheduler }: Pick<Cpo, "balancing" | "clock" | "scheduler">): () => void {
  const stops = Object.entries(DEMO_DEVICES).map(([location, devices]) => {
    const timeZone = DEMO_SITES.find(({ id }) => id === location)?.timeZone ?? "UTC";
    let storedKWh = devices.battery.capacityKWh / 2;
    let stop = scheduler.after(0, tell);
    return () => stop();

    function tell(): void {
      const now = clock.now();
      const ordered = balancing.batteryOrdersOf(location).get(devices.battery.id);
      const kW = batteryKW(devices, ordered === undefined ? buildingKW(devices, timeZone, now) - sunKW(devices, timeZone, now) : -ordered / 1_000, storedKWh);
      storedKWh += (kW * EVERY) / 3_600_000;
      read(balancing, location, devices, { timeZone, now, batteryKW: kW, storedKWh });
      stop = scheduler.after(EVERY, tell);
    }
  });
  return () => {
    for (const stop of stops) stop();
  };
}

function read(balancing: Balancing, location: string, devices: DemoDevices, at: { readonly timeZone: string; readonly now: Instant; readonly batteryKW: number; readonly storedKWh: number }): void {
  const { timeZone, now } = at;
  const sun = sunKW(devices, timeZone, now);
  const each = ((buildingKW(devices, timeZone, now) - sun + at.batteryKW + balancing.energyOf(location).cars.kW) * 1_000) / 690;
  balancing.read(location, {
    generators: [{ id: devices.generator.id, kW: sun, at: now }],
    batteries: [{ id: devices.battery.id, kW: at.batteryKW, storedKWh: at.storedKWh, at: now }],
    meters: [{ node: "grid", l1: each, l2: each, l3: each, at: now }],
  });
}

/** From seven to seven, with clouds that pass. */
function sunKW({ generator }: DemoDevices, timeZone: string, now: Instant): number {
  const height = Math.sin(((zone(timeZone).localTime(now).minuteOfDay / DAY_MINUTES - 7 / 24) * 2) * Math.PI);
  const clouds = 0.75 + 0.25 * Math.sin(now / 400_000) * Math.sin(now / 90_000);
  return Math.max(0, height) * generator.maxKW * clouds;
}

function buildingKW({ building: [night, day] }: DemoDevices, timeZone: string, now: Instant): number {
  const { minuteOfDay, weekday } = zone(timeZone).localTime(now);
  const busy = weekday > 5 ? 0 : Math.max(0, Math.min(1, (minuteOfDay - 390) / 120, (1_110 - minuteOfDay) / 120));
  return night + (day - night) * busy + Math.sin(now / 60_000) * 0.8;
}

/** A battery stores what is too much and gives back what is needed, on its own of the sun for the building. */
function batteryKW({ battery }: DemoDevices, needKW: number, storedKWh: number): number {
  if (needKW < 0) return storedKWh >= battery.capacityKWh ? 0 : Math.min(-needKW, battery.maxChargeKW);
  return storedKWh <= (battery.reserveKWh ?? 0) ? 0 : -Math.min(needKW, battery.maxDischargeKW);
}
