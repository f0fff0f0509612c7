import { parseInstant, type Instant } from "@cpokit/kernel";
import type { EvseModel, LimitSignal, PhaseAmps, PriceSpan, SimulatedSession, SiteModel } from "@cpokit/smart-charging";

export const FROM = parseInstant("2026-03-10T12:00:00Z")!;
export const TO = parseInstant("2026-03-11T12:00:00Z")!;

const even = (amps: number): PhaseAmps => ({ l1: amps, l2: amps, l3: amps });

/** Hours after noon as a moment. */
export function hour(hours: number): Instant {
  return (FROM + hours * 3_600_000) as Instant;
}

/** Ten sockets on two panels, behind one connection of 3 × 125 A that also feeds the hall. */
export const depot: SiteModel = {
  nodes: [
    { id: "grid", kind: "grid", limitA: even(125), meter: { source: "main", maxAgeSeconds: 180, assumeA: even(45) } },
    { id: "panel A", parent: "grid", kind: "panel", limitA: even(63) },
    { id: "panel B", parent: "grid", kind: "panel", limitA: even(63) },
  ],
  evses: Array.from({ length: 10 }, (_, index): EvseModel => ({
    id: `socket ${index + 1}`, node: index < 5 ? "panel A" : "panel B", station: `station ${index + 1}`, connector: 1, phases: 3,
    rotation: (["RST", "STR", "TRS"] as const)[index % 3]!, maxA: 32, minA: 6, units: ["A"], fallbackA: 0, leaseSafe: "verified",
  })),
};

/** Day-ahead prices of the 24 hours from noon, per kWh. */
const PRICES = [0.14, 0.15, 0.17, 0.2, 0.25, 0.33, 0.41, 0.43, 0.38, 0.31, 0.26, 0.22, 0.18, 0.14, 0.11, 0.1, 0.11, 0.16, 0.24, 0.32, 0.3, 0.25, 0.2, 0.16];
export const prices: readonly PriceSpan[] = PRICES.map((price, index) => ({ from: hour(index), to: hour(index + 1), price }));

/** The grid operator needs room in the evening: 45 kW for the whole site. */
export const eveningDip: LimitSignal = { source: "grid operator", from: hour(5.5), to: hour(8), importKW: 45, binding: "hard" };

/** The hall: lights and machines by day, cooling at night; amperes per phase. */
export function hall(node: string, at: Instant): PhaseAmps {
  if (node !== "grid") return even(0);
  const clock = ((at - FROM) / 3_600_000 + 12) % 24;
  const working = clock >= 7 && clock < 18;
  return even(Math.round((working ? 30 : 9) + 3 * Math.sin(clock * 2.1)));
}

const VANS: readonly (readonly [arrives: number, leaves: number, kWh: number])[] = [
  [4.2, 17.5, 62], [4.6, 18, 55], [5.1, 18.5, 60], [5.4, 17, 48], [5.8, 19, 66], [6.1, 18, 58], [6.4, 19.5, 44], [7, 18.5, 60],
];

/** Eight vans that come in the evening and leave in the morning, and two guests in between. */
export const cars: readonly SimulatedSession[] = [
  ...VANS.map(([arrives, leaves, kWh], index): SimulatedSession => ({
    id: `van ${index + 1}`, evse: `socket ${index + 1}`, arrival: hour(arrives), departure: hour(leaves), energyKWh: kWh,
    wish: { mode: "cheap", departure: hour(leaves), targetKWh: kWh },
  })),
  { id: "guest 1", evse: "socket 9", arrival: hour(2), departure: hour(6.5), energyKWh: 38, maxA: 16, wish: { mode: "fast", maxA: 16 } },
  { id: "guest 2", evse: "socket 10", arrival: hour(20.3), departure: hour(23), energyKWh: 18, phases: 1, wish: { mode: "fair" } },
];
