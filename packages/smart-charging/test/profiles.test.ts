import { instant } from "@cpokit/kernel";
import { v16, type SetChargingProfileRequest as Request16 } from "@cpokit/ocpp/v16";
import { v201, type SetChargingProfileRequest as Request201 } from "@cpokit/ocpp/v201";
import { v21, type SetChargingProfileRequest as Request21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import {
  compositeSchedule, DIALECTS, leastCapabilities, readWireProfile, toProfile, toWire16, toWire201, toWire21, type Capabilities, type EvseModel, type OcppVersion, type Profile, type ProfileOrder, type SetPoint,
} from "../src/index.ts";
import { createRandom } from "./random.ts";

const AC: EvseModel = { id: "E1", node: "grid", station: "CS1", connector: 2, phases: 3, rotation: "RST", maxA: 32, minA: 6, units: ["A"], fallbackA: 0, leaseSafe: "verified" };
const DC: EvseModel = { ...AC, maxA: 250, minA: 1, units: ["W"], dc: { maxKW: 150, efficiency: 0.95 } };
const now = instant(1_780_000_000_000);
const order = (steps: readonly SetPoint[], changes: Partial<ProfileOrder> = {}): ProfileOrder => ({ id: 7, purpose: "transaction", stackLevel: 3, transaction: "12", now, steps, volts: 230, ...changes });

const VERSIONS: readonly OcppVersion[] = ["1.6", "2.0.1", "2.1"];

/** Says a profile as the station gets it, judged by the codec of its version, and reads it as the station would. */
function overTheWire(profile: Profile, capabilities: Capabilities): Profile {
  const own = { evse: profile.evse, receivedAt: now };
  if (capabilities.version === "1.6") {
    const request: Request16 = toWire16(profile, capabilities);
    expect(v16.action("SetChargingProfile").request.accepts(request)).toBe(true);
    return readWireProfile(request.csChargingProfiles, request.csChargingProfiles.chargingSchedule, { ...own, id: request.csChargingProfiles.chargingProfileId });
  }
  const request: Request201 | Request21 = capabilities.version === "2.0.1" ? toWire201(profile, capabilities) : toWire21(profile, capabilities);
  expect((capabilities.version === "2.0.1" ? v201 : v21).action("SetChargingProfile").request.accepts(request)).toBe(true);
  return readWireProfile(request.chargingProfile, request.chargingProfile.chargingSchedule[0]!, { ...own, id: request.chargingProfile.id });
}

/** What the car may draw at each minute, read back from the station's profile. */
function readBack(evse: EvseModel, profile: Profile, version: OcppVersion, seconds: number, phases: 1 | 3 = 3): (second: number) => number | undefined {
  const supply = evse.dc === undefined ? { kind: "ac", volts: 230, lowVolts: 230, phases } as const : { kind: "dc", volts: 3 * 230 * evse.dc.efficiency, lowVolts: 3 * 230 * evse.dc.efficiency } as const;
  const periods = compositeSchedule([profile], { evse: evse.connector, from: now, seconds, unit: "A", supply, transaction: { id: "12", startedAt: now } }, DIALECTS[version]);
  return (second) => periods.findLast(({ start }) => start <= second)?.limit;
}

describe.each(VERSIONS)("profiles for OCPP %s", (version) => {
  it("survive the wire and allow at each moment what was set, never more, on 300 random plans", () => {
    const random = createRandom(5);
    for (let count = 0; count < 300; count += 1) {
      const evse = random() < 0.3 ? DC : AC;
      const steps = Array.from({ length: 1 + Math.floor(random() * 40) }, (_, index) => ({ start: index * 900, amps: random() < 0.3 ? 0 : random() * 40 }));
      const capabilities: Capabilities = { ...leastCapabilities(version, evse.units), maxPeriods: 1 + Math.floor(random() * 30), plain: random() < 0.5 };
      const profile = toProfile(evse, order(steps, { seconds: steps.length * 900 }), capabilities);
      const seen = overTheWire(profile, capabilities);
      expect(seen).toEqual(profile);
      expect(profile.periods.length).toBeLessThanOrEqual(capabilities.maxPeriods);
      const at = readBack(evse, seen, version, steps.length * 900);
      for (const { start, amps } of steps) {
        const set = at(start)!;
        expect(set).toBeLessThanOrEqual(amps + 1e-9);
        expect(set === 0 || set >= evse.minA - 0.1).toBe(true);
        expect(evse.dc !== undefined || set === 0 || set >= 6).toBe(true);
      }
      expect(at(steps.length * 900)).toBe(at(steps.length * 900 - 1));
    }
  });

  it("lose nothing when there are periods enough", () => {
    const profile = toProfile(AC, order([{ start: 0, amps: 16.25 }, { start: 60, amps: 16.21 }, { start: 120, amps: 5.99 }, { start: 180, amps: 40 }]), leastCapabilities(version));
    expect(profile.periods).toEqual([{ start: 0, limit: 16.2 }, { start: 120, limit: 0 }, { start: 180, limit: 32 }]);
  });
});

describe("toProfile", () => {
  it("merges to the lower current where the least energy is lost, and keeps what is near", () => {
    const steps = [{ start: 0, amps: 10 }, { start: 900, amps: 12 }, { start: 1_800, amps: 30 }, { start: 72_000, amps: 12 }, { start: 72_900, amps: 10 }];
    const profile = toProfile(AC, order(steps, { seconds: 73_800 }), { ...leastCapabilities("1.6"), maxPeriods: 4 });
    expect(profile.periods).toEqual([{ start: 0, limit: 10 }, { start: 900, limit: 12 }, { start: 1_800, limit: 30 }, { start: 72_000, limit: 10 }]);
  });

  it("takes watts for DC, from the power behind the rectifier", () => {
    expect(toProfile(DC, order([{ start: 0, amps: 100 }]), leastCapabilities("2.0.1", ["A", "W"]))).toMatchObject({ unit: "W", periods: [{ start: 0, limit: 65_550 }] });
  });

  it("takes watts for AC only from stations without amperes, and one phase until more were seen", () => {
    const watts = leastCapabilities("1.6", ["W"]);
    expect(toProfile(AC, order([{ start: 0, amps: 10 }]), watts)).toMatchObject({ unit: "W", periods: [{ limit: 2_300 }] });
    expect(toProfile(AC, order([{ start: 0, amps: 10 }], { phasesUsed: 3 }), watts)).toMatchObject({ periods: [{ limit: 6_900 }] });
    expect(toProfile(AC, order([{ start: 0, amps: 10 }], { phasesUsed: 3 }), leastCapabilities("1.6", ["W", "A"])).unit).toBe("A");
  });

  it("keeps a recurrence within its length, and says one occurrence to stations without recurrence", () => {
    const steps = [{ start: 0, amps: 6 }, { start: 80_000, amps: 16 }, { start: 90_000, amps: 32 }];
    expect(toProfile(AC, order(steps, { recurs: "daily", purpose: "default" }), leastCapabilities("1.6"))).toMatchObject({ kind: "daily", duration: 86_400, periods: [{ limit: 6 }, { limit: 16 }] });
    expect(toProfile(AC, order(steps, { recurs: "daily", purpose: "default" }), { ...leastCapabilities("1.6"), recurring: false })).toMatchObject({ kind: "absolute", duration: 86_400 });
  });

  it("orders a phase only where the station switches, by the fields of its version", () => {
    const one = order([{ start: 0, amps: 10 }], { phaseToUse: 2 });
    const period = (version: OcppVersion, switchesPhases: boolean) => toProfile(AC, one, { ...leastCapabilities(version), switchesPhases }).periods[0];
    expect(period("2.0.1", true)).toEqual({ start: 0, limit: 10, phases: 1, phaseToUse: 2 });
    expect(period("1.6", true)).toEqual({ start: 0, limit: 10, phases: 1 });
    expect(period("2.1", false)).toEqual({ start: 0, limit: 10 });
  });

  it("keeps to the highest stack level, and puts the station's maximum on EVSE 0", () => {
    const profile = toProfile(AC, order([{ start: 0, amps: 10 }], { stackLevel: 50, purpose: "station" }), leastCapabilities("2.1"));
    expect(profile).toMatchObject({ stackLevel: 8, evse: 0 });
    expect(profile.transaction).toBeUndefined();
  });

  it.each([[[]], [[{ start: 5, amps: 6 }]], [[{ start: 0, amps: Number.NaN }]], [[{ start: 0, amps: 6 }, { start: 0, amps: 7 }]], [[{ start: 0, amps: -1 }]]])("refuses %j", (steps) => {
    expect(() => toProfile(AC, order(steps), leastCapabilities("1.6"))).toThrow(expect.objectContaining({ code: "smart-charging.profile" }));
  });
});
