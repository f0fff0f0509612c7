import { instant } from "@cpokit/kernel";
import { createController, createMemoryLedger, leastCapabilities, plan, simulate, toWire201, type SiteModel, type StationPort } from "@cpokit/smart-charging";

const amps = (each: number) => ({ l1: each, l2: each, l3: each });
const site: SiteModel = {
  nodes: [{ id: "grid", kind: "grid", limitA: amps(40), meter: { source: "main", maxAgeSeconds: 60, assumeA: amps(10) } }],
  evses: ["A", "B"].map((id) => ({
    id, node: "grid", station: `CS-${id}`, connector: 1, phases: 3, rotation: "RST", maxA: 32, minA: 6, units: ["A"], fallbackA: 6, leaseSafe: "verified",
  })),
};
const noon = instant(Date.parse("2026-06-01T12:00:00Z"));

// Real: a port to your central system. Here every station says yes.
export const sent: string[] = [];
const port: StationPort = {
  setProfile(station, profile, answer) {
    const { chargingSchedule: [schedule], chargingProfilePurpose } = toWire201(profile).chargingProfile;
    sent.push(`${station} ${chargingProfilePurpose} ${schedule!.chargingSchedulePeriod[0]!.limit} ${schedule!.chargingRateUnit}`);
    answer("accepted"); // or "rejected"; "unknown" when no answer came
  },
};
const idle = { after: () => () => undefined, afterTurn: () => undefined }; // yours: the system's scheduler
const controller = createController({
  site, port, plan, clock: { now: () => noon }, scheduler: idle, store: createMemoryLedger().open(),
  stations: { "CS-A": { capabilities: leastCapabilities("2.0.1"), kind: "Twin 1.0" }, "CS-B": { capabilities: leastCapabilities("2.0.1"), kind: "Twin 1.0" } },
});
controller.commission();
controller.meter("grid", { l1: 4, l2: 5, l3: 4, at: noon });
controller.started({ transaction: "T1", evse: "A", at: noon });
controller.started({ transaction: "T2", evse: "B", at: noon, wish: { mode: "fast" } });
controller.decide();
export const why = controller.explain("T1");

// The same code for a day in virtual time, with a station that goes dark after an hour.
const hour = (hours: number) => instant(noon + hours * 3_600_000);
export const report = simulate(site, [
  { id: "T1", evse: "A", arrival: noon, departure: hour(3), energyKWh: 40 },
  { id: "T2", evse: "B", arrival: hour(0.5), departure: hour(3), energyKWh: 20 },
], { from: noon, to: hour(3), load: () => amps(5), faults: [{ kind: "offline", station: "CS-A", from: hour(1), to: hour(2) }] });
