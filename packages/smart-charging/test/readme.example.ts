import { instant } from "@cpokit/kernel";
import { allocate, defineSite, limitsAt, plan } from "@cpokit/smart-charging";

// A depot behind a 63 A connection; its panel carries 40 A.
const amps = (each: number) => ({ l1: each, l2: each, l3: each });
const site = defineSite({
  nodes: [
    { id: "grid", kind: "grid", limitA: amps(63), meter: { source: "main", maxAgeSeconds: 30, assumeA: amps(30) } },
    { id: "panel", parent: "grid", kind: "panel", limitA: amps(40) },
  ],
  evses: ["A", "B", "C"].map((id) => ({
    id, node: "panel", station: `CS-${id}`, connector: 1, phases: 3, rotation: "RST", maxA: 32, minA: 6, units: ["A"], fallbackA: 6, leaseSafe: "verified",
  })),
});

// Now: the fair share, and the limit that decides it.
const now = instant(Date.parse("2026-01-05T18:00:00Z"));
const limits = limitsAt(site, { at: now, loads: { grid: { l1: 10, l2: 12, l3: 11, at: now } } });
const { shares } = allocate(site, limits, [{ id: "bus 1", evse: "A" }, { id: "bus 2", evse: "B", weight: 2 }, { id: "bus 3", evse: "C", maxA: 10 }]);
export const why = shares.map((share) => `${share.id}: ${share.amps} A, ${share.because === "own" ? "all it can take" : `${share.binding?.node} ${share.binding?.limit} is full`}`);

// Over the night: everyone ready by 6:00 at the least cost, and a proof that it is the least.
const hours = (count: number) => instant(now + count * 3_600_000);
const night = plan({
  site,
  from: now,
  slotMinutes: 60,
  prices: [0.41, 0.39, 0.35, 0.3, 0.26, 0.22, 0.19, 0.18, 0.18, 0.19, 0.24, 0.31],
  loads: { grid: { l1: 10, l2: 12, l3: 11 } },
  cars: [
    { id: "bus 1", evse: "A", departure: hours(12), energyKWh: 80 },
    { id: "bus 2", evse: "B", departure: hours(12), energyKWh: 60 },
    { id: "bus 3", evse: "C", departure: hours(8), energyKWh: 30 },
  ],
});
export const amperes = night.cars.map((car) => [...car.milliamps].map((milliamps) => milliamps / 1_000));
export const { certificate, shortfalls } = night;
