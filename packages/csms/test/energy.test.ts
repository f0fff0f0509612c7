import { batterySwaps, derAlarms, derControls, priorityCharging, stationSettlements } from "@cpokit/csms";
import type { CallOutcome } from "@cpokit/ocpp";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { at, connect, createBench } from "./kit.ts";

const by = { requestedBy: "anna" };
const result = (payload: object): CallOutcome => ({ outcome: "result", payload });
const idToken = { idToken: "04A2B3C4", type: "ISO14443" };

describe("OCPP 2.1: grid controls (R)", () => {
  it("are followed from the request over their start to what takes their place", async () => {
    const bench = await createBench();
    let superseded: object = {};
    const station = await connect(bench, v21, { answering: () => result({ status: "Accepted", ...superseded }) });
    const set = (controlId: string) => bench.csms.call("CS-1", v21, "SetDERControl", { isDefault: false, controlId, controlType: "LimitMaxDischarge", limitMaxDischarge: { priority: 1, pctMaxDischargePower: 50 } }, by);
    const state = async (id: string) => (await bench.store.get(derControls, `CS-1/${id}`))?.state;
    await set("a");
    expect(await bench.store.get(derControls, "CS-1/a")).toMatchObject({ state: "set", type: "LimitMaxDischarge", isDefault: false });
    await station.ask("NotifyDERStartStop", { controlId: "a", started: true, timestamp: at(1) });
    expect(await state("a")).toBe("started");
    superseded = { supersededIds: ["a"] };
    await set("b");
    expect([await state("a"), await state("b")]).toEqual(["superseded", "set"]);
    superseded = {};
    await bench.csms.call("CS-1", v21, "ClearDERControl", { isDefault: false, controlType: "LimitMaxDischarge" }, by);
    expect(await state("b")).toBe("cleared");
    await station.ask("ReportDERControl", { requestId: 1, limitMaxDischarge: [{ id: "c", isDefault: true, isSuperseded: false, limitMaxDischarge: { priority: 2 } }] });
    expect(await bench.store.get(derControls, "CS-1/c")).toMatchObject({ state: "set", type: "LimitMaxDischarge", isDefault: true });
  });

  it("tell of grid events until they end", async () => {
    const bench = await createBench();
    const station = await connect(bench, v21);
    await station.ask("NotifyDERAlarm", { controlType: "VoltVar", gridEventFault: "OverVoltage", timestamp: at(10) });
    await station.ask("NotifyDERAlarm", { controlType: "VoltVar", timestamp: at(20), alarmEnded: true });
    await station.ask("NotifyDERAlarm", { controlType: "VoltVar", gridEventFault: "OverVoltage", timestamp: at(15) });
    expect(await bench.store.get(derAlarms, "CS-1/VoltVar")).toMatchObject({ isActive: false });
  });
});

describe("OCPP 2.1: a battery swap (S)", () => {
  const batteries = (serialNumber: string) => [{ evseId: 1, serialNumber, soC: 20, soH: 98 }];
  it("is asked for, and followed in and out", async () => {
    const bench = await createBench();
    const station = await connect(bench, v21);
    await bench.csms.call("CS-1", v21, "RequestBatterySwap", { requestId: 9, idToken }, by);
    const swap = () => bench.store.get(batterySwaps, "CS-1/9");
    expect(await swap()).toMatchObject({ state: "requested", token: { value: "04A2B3C4" } });
    await station.ask("BatterySwap", { eventType: "BatteryIn", requestId: 9, idToken, batteryData: batteries("in") });
    await station.ask("BatterySwap", { eventType: "BatteryOut", requestId: 9, idToken, batteryData: batteries("out") });
    await station.ask("BatterySwap", { eventType: "BatteryIn", requestId: 9, idToken, batteryData: batteries("in") });
    expect(await swap()).toMatchObject({ state: "out", received: [{ serial: "in", soc: 20 }], handedOut: [{ serial: "out" }] });
    await station.ask("BatterySwap", { eventType: "BatteryOutTimeout", requestId: 10, idToken, batteryData: batteries("left") });
    expect(await bench.store.get(batterySwaps, "CS-1/10")).toMatchObject({ state: "timeout" });
  });

  it("that is refused is known as refused", async () => {
    const bench = await createBench();
    await connect(bench, v21, { answering: () => result({ status: "Rejected" }) });
    await bench.csms.call("CS-1", v21, "RequestBatterySwap", { requestId: 1, idToken }, by);
    expect(await bench.store.get(batterySwaps, "CS-1/1")).toMatchObject({ state: "refused" });
  });
});

describe("OCPP 2.1: what the central system has to act on", () => {
  it("keeps whether a transaction charges with priority", async () => {
    const bench = await createBench();
    const station = await connect(bench, v21);
    await station.ask("NotifyPriorityCharging", { transactionId: "tx", activated: true });
    expect(await bench.store.get(priorityCharging, "CS-1/tx")).toMatchObject({ isActive: true });
  });

  it("settles a payment once, with one receipt, and never undoes it", async () => {
    let asked = 0;
    const bench = await createBench({ on: { settled: () => ({ id: `R-${(asked += 1)}`, url: "https://receipts.example/1" }) } });
    const station = await connect(bench, v21);
    const settle = (status: string) => station.ask("NotifySettlement", { pspRef: "p-1", transactionId: "tx", status, settlementAmount: 12.3, settlementTime: at(5) });
    expect(await settle("Settled")).toEqual({ receiptId: "R-1", receiptUrl: "https://receipts.example/1" });
    expect(await settle("Settled")).toEqual({ receiptId: "R-1", receiptUrl: "https://receipts.example/1" });
    await settle("Failed");
    expect(await bench.store.get(stationSettlements, "CS-1/p-1")).toMatchObject({ status: "settled", amount: "12.3", transaction: "tx" });
    expect(asked).toBe(1);
  });

  it("asks the application about VAT numbers and schedules, and says no without one", async () => {
    const company = { name: "Acme", address1: "Street 1", city: "Utrecht", country: "NL" };
    const bench = await createBench({
      on: { vatNumber: ({ number }) => (number === "NL1" ? company : undefined), dynamicSchedule: ({ profile }) => (profile === 1 ? { setpoint: -3_000 } : undefined) },
    });
    const station = await connect(bench, v21);
    expect(await station.ask("VatNumberValidation", { vatNumber: "NL1", evseId: 1 })).toEqual({ vatNumber: "NL1", evseId: 1, status: "Accepted", company });
    expect(await station.ask("VatNumberValidation", { vatNumber: "NL2" })).toEqual({ vatNumber: "NL2", status: "Rejected" });
    expect(await station.ask("PullDynamicScheduleUpdate", { chargingProfileId: 1 })).toEqual({ status: "Accepted", scheduleUpdate: { setpoint: -3_000 } });
    expect(await station.ask("PullDynamicScheduleUpdate", { chargingProfileId: 2 })).toEqual({ status: "Rejected" });
  });
});
