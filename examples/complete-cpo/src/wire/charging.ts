import { z } from "@hono/zod-openapi";

const Amps = z.number().min(0).max(10_000);
const Phases = z.object({ l1: Amps, l2: Amps, l3: Amps });
const At = z.string().datetime().openapi({ example: "2026-12-01T17:00:00Z" });

export const LimitNode = z
  .object({
    id: z.string().min(1).max(60),
    parent: z.string().optional().openapi({ description: "Absent for the one grid connection" }),
    kind: z.enum(["grid", "transformer", "panel", "circuit", "cabinet", "station"]),
    limitA: Phases.openapi({ description: "Rating of the breaker, per phase" }),
    limitKW: z.number().min(0).max(100_000).optional(),
    exportKW: z.number().min(0).max(100_000).optional(),
    maxImbalanceA: Amps.optional(),
    meter: z.object({ source: z.string().min(1).max(60), maxAgeSeconds: z.number().min(1).max(86_400), assumeA: Phases }).optional().openapi({ description: "Measures what else flows there; while it is silent, `assumeA` counts" }),
  })
  .openapi("LimitNode");
export type LimitNode = z.infer<typeof LimitNode>;

const KW = z.number().min(0).max(100_000);
const DeviceId = z.string().min(1).max(60);
const MaxAge = z.number().min(1).max(86_400).optional().openapi({ description: "How long a reading counts, s; 60 if absent" });

export const Generator = z.object({ id: DeviceId, node: z.string(), maxKW: KW.openapi({ description: "Rating of the inverter" }), maxAgeSeconds: MaxAge }).openapi("Generator");
export type Generator = z.infer<typeof Generator>;

export const Battery = z
  .object({
    id: DeviceId, node: z.string(), maxChargeKW: KW, maxDischargeKW: KW, capacityKWh: KW,
    reserveKWh: KW.optional().openapi({ description: "Never taken below this" }),
    efficiency: z.number().min(0.5).max(1).optional().openapi({ description: "Part of the energy that survives each way; 0.95 if absent" }),
    wearPerKWh: z.number().min(0).max(1_000).optional().openapi({ description: "What a kWh given back costs in wear" }), maxAgeSeconds: MaxAge,
  })
  .openapi("Battery");
export type Battery = z.infer<typeof Battery>;

const VendorLimits = z.record(z.string(), z.object({
  key: z.string().min(1).max(50).openapi({ description: "Configuration key (1.6) or variable (2.x); {connector} in it stands for the number of the charging point", example: "MaxCurrent{connector}" }),
  component: z.string().min(1).max(50).optional().openapi({ description: "Component of the variable, 2.x; SmartChargingCtrlr if absent" }),
  unit: z.enum(["A", "dA"]).openapi({ description: "Whole amperes per phase, or tenths of them" }),
})).openapi({ description: "By station: the vendor's key by which it is limited once it has refused every charging profile. Such a limit has no end, so the station counts at all its hardware can draw" });

export const TimedLimit = z
  .object({ node: z.string(), from: At, to: At, importA: Phases.optional(), importKW: z.number().min(0).max(100_000).optional(), exportKW: z.number().min(0).max(100_000).optional() })
  .openapi("TimedLimit");
export type TimedLimit = z.infer<typeof TimedLimit>;

export const WiringView = z
  .object({
    nodes: z.array(LimitNode),
    generators: z.array(Generator).openapi({ description: "PV and other generation of the location's own" }),
    batteries: z.array(Battery),
    evses: z.array(z.object({ id: z.string(), node: z.string(), stationId: z.string(), maxA: z.number(), fallbackA: z.number() })),
    vendorLimits: VendorLimits,
    limits: z.array(TimedLimit).openapi({ description: "Limits for a time that operators set" }),
  })
  .openapi("Wiring");
export type WiringView = z.infer<typeof WiringView>;

export const WiringChange = z
  .object({
    nodes: z.array(LimitNode).min(1).max(500),
    generators: z.array(Generator).max(50).optional().openapi({ description: "All of them; as they are if absent" }),
    batteries: z.array(Battery).max(50).optional().openapi({ description: "All of them; as they are if absent" }),
    vendorLimits: VendorLimits.optional(),
    places: z.record(z.string(), z.string()).optional().openapi({ description: "The limit below which each charging point hangs; those that are not named stay" }),
  })
  .openapi("WiringChange");

export const WhatIf = z
  .object({
    day: z.string().date().optional().openapi({ description: "UTC day; tomorrow if absent" }),
    limitAmps: Amps.optional().openapi({ description: "Another grid connection, A per phase" }),
    cars: z.number().int().min(0).max(500).optional().openapi({ description: "As many as there are charging points if absent; more than those come one after the other" }),
    energyKWh: z.number().min(0).max(200).optional().openapi({ description: "Each car wants; 25 if absent" }),
  })
  .openapi("WhatIf");
export type WhatIf = z.infer<typeof WhatIf>;

export const DayPlan = z
  .object({
    from: At,
    slotMinutes: z.number(),
    limitKW: z.array(z.number()).openapi({ description: "What the grid connection leaves for cars, by slot" }),
    siteKW: z.array(z.number()),
    cars: z.array(z.object({ id: z.string(), evse: z.string(), kW: z.array(z.number()), wantedKWh: z.number(), deliveredKWh: z.number(), because: z.enum(["stay", "limits", "price", "steps"]).optional() })),
    wantedKWh: z.number(),
    deliveredKWh: z.number(),
    peakKW: z.number(),
    full: z.array(z.string()).openapi({ description: "Limits that kept cars from what they wanted", example: ["grid L1"] }),
  })
  .openapi("DayPlan");
export type DayPlan = z.infer<typeof DayPlan>;
