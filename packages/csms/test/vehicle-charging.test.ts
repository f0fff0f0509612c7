import { instant } from "@cpokit/kernel";
import type { Protocol } from "@cpokit/ocpp";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import type { ChargingNeeds, VehicleSchedule } from "@cpokit/csms";
import { describe, expect, it } from "vitest";
import { at, connect, createBench, START } from "./kit.ts";

describe.each<[string, Protocol]>([["2.0.1", v201], ["2.1", v21]])("what cars say over a %s station (K15)", (_, protocol) => {
  it("goes to the application, whose answer the station gets", async () => {
    const asked: ChargingNeeds[] = [];
    const bench = await createBench({ on: { chargingNeeds: (needs) => (asked.push(needs), needs.evse === 1 ? "Accepted" : "Processing") } });
    const station = await connect(bench, protocol);
    const ac = { requestedEnergyTransfer: "AC_three_phase", departureTime: at(3_600), acChargingParameters: { energyAmount: 20_000, evMinCurrent: 6, evMaxCurrent: 16, evMaxVoltage: 400 } };
    const dc = { requestedEnergyTransfer: "DC", dcChargingParameters: { evMaxCurrent: 300, evMaxVoltage: 800, evMaxPower: 150_000, evEnergyCapacity: 80_000, stateOfCharge: 30, fullSoC: 80 } };
    expect(await station.ask("NotifyEVChargingNeeds", { evseId: 1, maxScheduleTuples: 12, chargingNeeds: ac })).toEqual({ status: "Accepted" });
    expect(await station.ask("NotifyEVChargingNeeds", { evseId: 2, chargingNeeds: dc })).toEqual({ status: "Processing" });
    expect(asked).toEqual([
      { station: "CS-1", receivedAt: START, evse: 1, energyWh: 20_000, departure: instant(START + 3_600_000), minA: 6, maxA: 16, maxPeriods: 12, content: ac },
      { station: "CS-1", receivedAt: START, evse: 2, energyWh: 40_000, maxW: 150_000, content: dc },
    ]);
    expect((await bench.events()).map(({ summary }) => summary)).toEqual(expect.arrayContaining(["AC_three_phase EVSE 1: accepted", "DC EVSE 2: processing"]));
  });

  it("is checked by the application where it is a schedule", async () => {
    const asked: VehicleSchedule[] = [];
    const bench = await createBench({ on: { vehicleSchedule: (schedule) => (asked.push(schedule), schedule.periods[0]!.limit > 16 ? "Rejected" : "Accepted") } });
    const station = await connect(bench, protocol);
    const send = (limit: number) => station.ask("NotifyEVChargingSchedule", {
      evseId: 1, timeBase: at(60), chargingSchedule: { id: 1, chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit }, { startPeriod: 900, limit: 6 }] },
    });
    expect([await send(16), await send(20)]).toEqual([{ status: "Accepted" }, { status: "Rejected" }]);
    expect(asked[0]).toEqual({ station: "CS-1", receivedAt: START, evse: 1, from: instant(START + 60_000), unit: "A", periods: [{ start: 0, limit: 16 }, { start: 900, limit: 6 }] });
  });
});
