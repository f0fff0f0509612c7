import { CpoError, type Instant } from "@cpokit/kernel";
import { placeOf, type Site } from "../site/define-site.ts";
import type { BatteryModel, GeneratorModel } from "../site/site-model.ts";

/** What the meter of a generator says. */
export interface GeneratorReading {
  /** At or above 0. */
  readonly kW: number;
  readonly at: Instant;
}

/** What a stationary battery says of itself. */
export interface BatteryReading {
  /** Above 0 it charges, below 0 it gives back. */
  readonly kW: number;
  readonly storedKWh: number;
  readonly at: Instant;
}

/** Generators and batteries by what they said last. */
export interface Devices {
  /** @throws `smart-charging.unknown-device` for an id that the site model does not have. */
  readGenerator(id: string, reading: GeneratorReading): void;
  /** @throws `smart-charging.unknown-device` */
  readBattery(id: string, reading: BatteryReading): void;
  /** kW of all generators; absent while one of them is silent, or where there is none. */
  generationKW(now: Instant): number | undefined;
  /** The batteries that are not silent. */
  batteries(now: Instant): readonly { readonly model: BatteryModel; readonly reading: BatteryReading }[];
  /** What batteries below a node give back, and what they charge, A per phase. A battery may stop at any moment, so giving back makes no room (smart-charging §3). */
  batteryA(node: string, now: Instant): { readonly givenBack: number; readonly charged: number };
}

const USABLE_SECONDS = 60;

export function createDevices(site: Site): Devices {
  const generators = new Map((site.model.generators ?? []).map((model) => [model.id, { model, reading: undefined as GeneratorReading | undefined }]));
  const batteries = new Map((site.model.batteries ?? []).map((model) => [model.id, { model, reading: undefined as BatteryReading | undefined }]));

  function batteriesNow(now: Instant): { readonly model: BatteryModel; readonly reading: BatteryReading }[] {
    return [...batteries.values()].flatMap(({ model, reading }) => (reading === undefined || isOld(model, reading, now) ? [] : [{ model, reading }]));
  }

  return {
    readGenerator(id, reading) {
      const known = found(generators, id);
      if (Number.isFinite(reading.kW)) known.reading = { ...reading, kW: Math.max(0, reading.kW) };
    },
    readBattery(id, reading) {
      const known = found(batteries, id);
      if (Number.isFinite(reading.kW) && reading.storedKWh >= 0) known.reading = { ...reading, storedKWh: Math.min(reading.storedKWh, known.model.capacityKWh) };
    },
    generationKW(now) {
      let sum: number | undefined;
      for (const { model, reading } of generators.values()) {
        if (reading === undefined || isOld(model, reading, now)) return undefined;
        sum = (sum ?? 0) + reading.kW;
      }
      return sum;
    },
    batteries: batteriesNow,
    batteryA(node, now) {
      const place = placeOf(site, node);
      const perKW = 1_000 / (3 * site.voltage);
      let [givenBack, charged] = [0, 0];
      for (const { model, reading } of batteriesNow(now)) {
        const own = placeOf(site, model.node);
        if (own < place || own >= site.ends[place]!) continue;
        givenBack += Math.max(0, -reading.kW) * perKW;
        charged += Math.max(0, reading.kW) * perKW;
      }
      return { givenBack, charged };
    },
  };
}

function isOld({ maxAgeSeconds = USABLE_SECONDS }: GeneratorModel | BatteryModel, { at }: { readonly at: Instant }, now: Instant): boolean {
  return Math.abs(now - at) > maxAgeSeconds * 1_000;
}

function found<Device>(devices: ReadonlyMap<string, Device>, id: string): Device {
  const device = devices.get(id);
  if (device === undefined) throw new CpoError("smart-charging.unknown-device", `The site has no such device "${id}"; add it to the generators or batteries of the site model.`, { device: id });
  return device;
}
