import { instant } from "@cpokit/kernel";
import { defineSite, type PlanInput } from "../src/index.ts";
import { createRandom, randomSite } from "./random.ts";

export type Family = "depot" | "homes" | "workplace" | "kerbside" | "surplus" | "scarce" | "battery" | "v2g" | "export" | "demand";

/** A seeded day of one kind of site, 96 slots of 15 minutes. */
export function planInstance(family: Family, cars: number, seed: number): PlanInput {
  const random = createRandom(seed * 7_919 + cars * 31 + family.length);
  const kind = family === "depot" ? "three" : family === "homes" ? "one" : "mixed";
  const batteryKW = cars * 2;
  const ampsPerCar = family === "scarce" ? 2.2 : family === "homes" ? 5 : 9;
  const isV2g = family === "v2g" || family === "export";
  const model = randomSite(random, { cars, kind, ampsPerCar });
  // A connection that lets less out than all could give back.
  const exportKW = family === "export" ? cars * (0.5 + random() * 2) : undefined;
  const site = defineSite(exportKW === undefined ? model : { ...model, nodes: model.nodes.map((node) => (node.parent === undefined ? { ...node, exportKW } : node)) });
  const from = instant(Date.UTC(2026, 10, 21, family === "depot" || family === "homes" ? 16 : 6));
  const hour = (hours: number) => instant(from + Math.round(hours * 4) * 900_000);
  const daily = Array.from({ length: 96 }, (_, slot) => 0.22 + 0.09 * Math.sin((slot - 20) / 7) + 0.05 * Math.sin(slot / 3) + random() * 0.03);
  return {
    site,
    from,
    ...(family === "export" && { surplus: { kW: Array.from({ length: 96 }, () => -cars * 3), feedInPrice: 0.05 } }),
    prices: family === "export" ? daily.map((price, slot) => price + (slot % 32 < 12 ? 0.25 : 0)) : family === "kerbside" ? daily.map((_, slot) => (slot % 96 < 28 || slot > 80 ? 0.18 : slot < 60 ? 0.24 : 0.33)) : daily,
    ...(family === "surplus" && { surplus: { kW: Array.from({ length: 96 }, (_, slot) => Math.max(0, cars * 2.2 * Math.sin(((slot - 6) * Math.PI) / 50)) * (slot < 56 ? 1 : 0)), feedInPrice: 0.07 } }),
    loads: { grid: Array.from({ length: 96 }, () => ({ l1: cars * random() * 1.2, l2: cars * random() * 1.2, l3: cars * random() * 1.2 })) },
    ...(family === "demand" && { demandCharge: { pricePerKW: 0.9, paidKW: cars * 0.8, baseKW: Array.from({ length: 96 }, (_, slot) => cars * (0.3 + 0.2 * Math.sin(slot / 9))) } }),
    ...(family === "battery" && { surplus: { kW: Array.from({ length: 96 }, (_, slot) => cars * (2 * Math.max(0, Math.sin(((slot - 16) * Math.PI) / 48)) - 1.2)), feedInPrice: 0.07 }, batteries: [{ id: "B", node: "grid", maxChargeKW: batteryKW, maxDischargeKW: batteryKW, storedKWh: batteryKW * 0.4, capacityKWh: batteryKW * 2, wearPerKWh: 0.01 }] }),
    cars: site.model.evses.map((evse, index) => {
      const arrival = random() * 5;
      const stay = 6 + random() * 6;
      const most = evse.maxA * evse.phases * 0.23 * stay;
      const wanted = Math.min(most * (0.25 + random() * 0.4), evse.phases * (4 + random() * 9));
      const v2g = isV2g && index % 2 === 0 ? { maxDischargeA: 16, storedKWh: 15 + random() * 10, reserveKWh: 10, capacityKWh: 60, wearPerKWh: 0.015 } : undefined;
      return { id: `car-${index}`, evse: evse.id, arrival: hour(arrival), departure: hour(arrival + stay), energyKWh: Math.round(wanted * 100) / 100, ...(v2g !== undefined && { v2g }) };
    }),
  };
}
