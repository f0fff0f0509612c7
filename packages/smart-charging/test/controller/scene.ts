import { instant, type Instant } from "@cpokit/kernel";
import { simulate, type EvseModel, type SimulatedSession, type SimulationOptions, type SimulationReport, type SiteModel } from "../../src/index.ts";
import { even } from "../random.ts";

export const START = 1_780_000_000_000;
export const minute = (minutes: number): Instant => instant(START + Math.round(minutes * 60_000));

export const EVSE: EvseModel = { id: "E1", node: "grid", station: "CS1", connector: 1, phases: 3, rotation: "RST", maxA: 32, minA: 6, units: ["A"], fallbackA: 6, leaseSafe: "verified" };

/** A grid connection with `count` EVSEs, each at a station of its own. */
export function depot(count: number, limit: number, changes: { readonly grid?: Partial<SiteModel["nodes"][number]>; readonly evse?: (index: number) => Partial<EvseModel> } = {}): SiteModel {
  return {
    nodes: [{ id: "grid", kind: "grid", limitA: even(limit), ...changes.grid }],
    evses: Array.from({ length: count }, (_, index) => ({ ...EVSE, id: `E${index + 1}`, station: `CS${index + 1}`, ...changes.evse?.(index) })),
  };
}

/** One car at each of the first `count` EVSEs, from minute 1 on. */
export function carsAt(count: number, changes: (index: number) => Partial<SimulatedSession> = () => ({})): SimulatedSession[] {
  return Array.from({ length: count }, (_, index) => ({ id: `T${index + 1}`, evse: `E${index + 1}`, arrival: minute(1), departure: minute(200), energyKWh: 100, ...changes(index) }));
}

export function run(site: SiteModel, sessions: readonly SimulatedSession[], minutes: number, options: Partial<SimulationOptions> = {}): SimulationReport {
  return simulate(site, sessions, { from: minute(0), to: minute(minutes), ...options });
}

/** What flows per phase at a minute, by car. */
export function ampsAt(report: SimulationReport, at: number): Readonly<Record<string, number>> {
  return report.samples.findLast((sample) => sample.at <= minute(at))!.cars;
}

/** Set-points that no car can follow. */
export function impossibleSetpoints(report: SimulationReport): readonly unknown[] {
  return report.setpoints.filter(({ amps }) => !(amps === 0 || amps >= 6 - 1e-9) || !Number.isFinite(amps));
}
