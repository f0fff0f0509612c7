import { setPoints, stationTasks } from "@cpokit/csms";
import { v16 } from "@cpokit/ocpp/v16";
import { v21, type SetChargingProfileRequest, type UpdateDynamicScheduleRequest } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { at, bootOf, connect, createBench } from "./kit.ts";

/** A station that holds dynamic profiles as OCPP 2.1 describes them: what it does at each EVSE, in W. */
async function start() {
  const bench = await createBench();
  const profiles = new Map<number, { evse: number; setpoint: number }>();
  const state = { refuses: false, lost: false };
  const station = await connect(bench, v21, { answering(action, payload) {
    if (state.lost) return { outcome: "timeout" };
    const result = (status: string) => ({ outcome: "result" as const, payload: { status } });
    if (action === "SetChargingProfile") {
      if (state.refuses) return result("Rejected");
      const { evseId, chargingProfile } = payload as SetChargingProfileRequest;
      profiles.set(chargingProfile.id, { evse: evseId, setpoint: chargingProfile.chargingSchedule[0]?.chargingSchedulePeriod[0]?.setpoint ?? 0 });
    }
    if (action === "UpdateDynamicSchedule") {
      const { chargingProfileId, scheduleUpdate } = payload as UpdateDynamicScheduleRequest;
      const known = profiles.get(chargingProfileId);
      if (known === undefined) return result("Rejected");
      known.setpoint = scheduleUpdate.setpoint ?? 0;
    }
    if (action === "ClearChargingProfile") return result(profiles.delete((payload as { chargingProfileId: number }).chargingProfileId) ? "Accepted" : "Unknown");
    return result("Accepted");
  } });
  return { bench, station, state, profiles, does: () => Object.fromEntries([...profiles.values()].map(({ evse, setpoint }) => [evse, setpoint])) };
}

describe("the set point of a car that can give power (2.1 Q)", () => {
  it("is set once, moved by updates, told to a station that asks, and released", async () => {
    const { bench, station, does } = await start();
    await bench.csms.setPoints.set("CS-1", { evse: 1, watts: -5_000, limit: 11_000, dischargeLimit: -7_000 });
    await bench.csms.work();
    expect(does()).toEqual({ 1: -5_000 });
    await bench.csms.setPoints.set("CS-1", { evse: 1, watts: 3_000 });
    await bench.csms.work();
    expect(does()).toEqual({ 1: 3_000 });
    expect(station.calls.map(({ action }) => action)).toEqual(["SetChargingProfile", "UpdateDynamicSchedule"]);
    const { profile } = (await bench.store.get(setPoints, "CS-1/1"))!;
    expect(await station.ask("PullDynamicScheduleUpdate", { chargingProfileId: profile })).toEqual({ status: "Accepted", scheduleUpdate: { setpoint: 3_000 } });
    expect(await station.ask("PullDynamicScheduleUpdate", { chargingProfileId: 7 })).toEqual({ status: "Rejected" });
    await bench.csms.setPoints.release("CS-1", 1);
    await bench.csms.work();
    expect(does()).toEqual({});
    expect(await bench.store.get(setPoints, "CS-1/1")).toBeUndefined();
  });

  it("is there again after a boot, and where the station lost the profile without one", async () => {
    const { bench, station, does, profiles } = await start();
    await bench.csms.setPoints.set("CS-1", { evse: 1, watts: -5_000 });
    await bench.csms.work();
    profiles.clear();
    await station.ask("BootNotification", bootOf(v21));
    await bench.csms.work();
    expect(does()).toEqual({ 1: -5_000 });
    profiles.clear();
    await bench.csms.setPoints.set("CS-1", { evse: 1, watts: -6_000 });
    await bench.csms.work();
    expect(does()).toEqual({ 1: -6_000 });
    expect(await bench.store.get(setPoints, "CS-1/1")).toMatchObject({ state: "inForce" });
  });

  it("waits while nothing gets through, and is known as refused when the station says so", async () => {
    const { bench, state, does } = await start();
    state.lost = true;
    await bench.csms.setPoints.set("CS-1", { evse: 1, watts: -1 });
    await bench.csms.work();
    expect(await bench.store.get(setPoints, "CS-1/1")).toMatchObject({ state: "requested" });
    expect(await bench.store.get(stationTasks, "CS-1/setPoints")).toMatchObject({ state: "waiting", attempts: 1 });
    state.lost = false;
    state.refuses = true;
    bench.clock.advance(60_000);
    await bench.csms.work();
    expect(await bench.store.get(setPoints, "CS-1/1")).toMatchObject({ state: "refused", reason: "Rejected" });
    expect(does()).toEqual({});
  });

  it("of one transaction ends with it", async () => {
    const { bench, station } = await start();
    const event = (eventType: string, seqNo: number) => station.ask("TransactionEvent", { eventType, triggerReason: "Authorized", seqNo, timestamp: at(seqNo), transactionInfo: { transactionId: "tx-1" }, evse: { id: 1, connectorId: 1 } });
    await event("Started", 0);
    await bench.csms.setPoints.set("CS-1", { evse: 1, watts: -1, transaction: "tx-1" });
    await bench.csms.work();
    expect(station.calls[0]?.payload).toMatchObject({ chargingProfile: { chargingProfilePurpose: "TxProfile", transactionId: "tx-1" } });
    await event("Ended", 1);
    expect(await bench.store.get(setPoints, "CS-1/1")).toBeUndefined();
  });

  it("names what is wrong, and what only 2.1 can do", async () => {
    const bench = await createBench();
    await connect(bench, v16);
    const set = (order: object) => bench.csms.setPoints.set("CS-1", { evse: 1, watts: 1, ...order });
    for (const [field, order] of Object.entries({ evse: { evse: 0 }, watts: { watts: NaN }, limit: { limit: -1 }, dischargeLimit: { dischargeLimit: 1 }, stackLevel: { stackLevel: 0.5 }, transaction: { transaction: "" } })) {
      await expect(set(order), field).rejects.toMatchObject({ code: "csms.set-point", values: { field } });
    }
    await expect(bench.csms.setPoints.set("CS-9", { evse: 1, watts: 1 })).rejects.toMatchObject({ code: "csms.station-unknown" });
    await expect(bench.csms.setPoints.release("CS-1", 1)).rejects.toMatchObject({ code: "csms.set-point-unknown" });
    await set({});
    await bench.csms.work();
    expect(await bench.store.get(stationTasks, "CS-1/setPoints")).toMatchObject({ state: "failed", problem: "Setting set points: the station speaks OCPP 1.6; only 2.1 has them." });
  });
});
