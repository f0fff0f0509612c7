import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectIndependent, type IndependentStation, type Started16 } from "./independent-station.ts";
import { amsterdam, openHouse, settledSession, type House } from "./house.ts";

let house: House;
const clients: IndependentStation[] = [];

beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ force: true })));
  await house.close();
});

async function station(identity: string, protocol: string): Promise<IndependentStation> {
  const client = await connectIndependent(house.ocppUrl, identity, protocol);
  clients.push(client);
  return client;
}

describe("a 1.6 station of ocpp-rpc", () => {
  it("charges from plug to priced CDR, with the figures of a hand calculation", async () => {
    const client = await station("OLD", "ocpp1.6");
    expect(await client.call("BootNotification", { chargePointVendor: "Independent", chargePointModel: "One" })).toMatchObject({ status: "Accepted", interval: 300 });
    await client.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Preparing", timestamp: amsterdam(1, 16, 29) });
    expect(await client.call("Authorize", { idTag: "04a2b3c4" })).toMatchObject({ idTagInfo: { status: "Accepted" } });
    const start = { connectorId: 1, idTag: "04a2b3c4", meterStart: 1_200, timestamp: amsterdam(1, 16, 30) };
    const { transactionId, idTagInfo } = await client.call<Started16>("StartTransaction", start);
    expect(idTagInfo.status).toBe("Accepted");
    expect(transactionId).toBeGreaterThan(0);
    // The same start again, in a new message, is the same transaction (F6).
    expect(await client.call("StartTransaction", start)).toMatchObject({ transactionId });
    await client.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Charging", timestamp: amsterdam(1, 16, 30) });
    for (const [hour, wh] of [[17, "4200"], [18, "13000"]] as const) {
      await client.call("MeterValues", { connectorId: 1, transactionId, meterValue: [{ timestamp: amsterdam(1, hour, 0), sampledValue: [{ value: wh, measurand: "Energy.Active.Import.Register", unit: "Wh" }] }] });
    }
    await client.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "SuspendedEV", timestamp: amsterdam(1, 18, 0) });
    const stop = { transactionId, idTag: "04a2b3c4", meterStop: 13_000, timestamp: amsterdam(1, 18, 20, 30), reason: "Local" };
    expect(await client.call("StopTransaction", stop)).toMatchObject({ idTagInfo: { status: "Accepted" } });
    expect(await client.call("StopTransaction", stop)).toMatchObject({ idTagInfo: { status: "Accepted" } });

    const [charged, ...others] = await settledSession(house, "OLD");
    expect(others).toEqual([]);
    expect(charged!.session).toMatchObject({ lifecycle: "ended", review: "clean", settlement: "sealed", transaction: String(transactionId), energy: 11_800, startRegister: 1_200, lastRegister: 13_000 });
    expect(charged!.cdrs).toHaveLength(1);
    // FLAT 0.50 + 3.0 kWh × 0.25 (16:30–17:00) + 8.8 kWh × 0.40 (17:00–18:00) + 21 begun minutes × 0.10 = 6.87; × 1.21 = 8.3127.
    expect(charged!.cdrs[0]).toMatchObject({ energy: "11.8", total: { excl: "6.87", incl: "8.3127" }, currency: "EUR", tariffVersion: "DAY/1", cdr: { total_energy: 11.8, total_cost: { excl_vat: 6.87, incl_vat: 8.3127 } } });
  });

  it("keeps two connectors apart, in any order of starts and stops", async () => {
    const client = await station("OLD", "ocpp1.6");
    await client.call("BootNotification", { chargePointVendor: "Independent", chargePointModel: "One" });
    const one = await client.call<Started16>("StartTransaction", { connectorId: 1, idTag: "04A2B3C4", meterStart: 100, timestamp: amsterdam(1, 10, 0) });
    const two = await client.call<Started16>("StartTransaction", { connectorId: 2, idTag: "04A2B3C4", meterStart: 5_000, timestamp: amsterdam(1, 10, 5) });
    expect(one.transactionId).not.toBe(two.transactionId);
    await client.call("StopTransaction", { transactionId: one.transactionId, meterStop: 1_100, timestamp: amsterdam(1, 11, 0) });
    await client.call("StopTransaction", { transactionId: two.transactionId, meterStop: 9_000, timestamp: amsterdam(1, 11, 5) });
    const settled = await settledSession(house, "OLD");
    expect(settled.map(({ session }) => [session.evse, session.energy]).sort()).toEqual([[1, 1_000], [2, 4_000]]);
    // 0.50 + 1 kWh × 0.25 and 0.50 + 4 kWh × 0.25.
    expect(settled.map(({ cdrs }) => cdrs[0]?.total.excl).sort()).toEqual(["0.75", "1.5"]);
  });

  it("answers and records a refused token, and bills nothing for it (T6)", async () => {
    const client = await station("OLD", "ocpp1.6");
    await client.call("BootNotification", { chargePointVendor: "Independent", chargePointModel: "One" });
    const good = await client.call<Started16>("StartTransaction", { connectorId: 1, idTag: "04A2B3C4", meterStart: 100, timestamp: amsterdam(1, 10, 0) });
    for (const [idTag, status] of [["04FFFFFF", "Blocked"], ["UNKNOWN", "Invalid"]] as const) {
      expect(await client.call("Authorize", { idTag })).toEqual({ idTagInfo: expect.objectContaining({ status }) as unknown });
      const refused = await client.call<Started16>("StartTransaction", { connectorId: 2, idTag, meterStart: 700, timestamp: amsterdam(1, 10, 5) });
      expect(refused.idTagInfo.status).toBe(status);
      expect(refused.transactionId).toBeGreaterThan(0);
      await client.call("StopTransaction", { transactionId: refused.transactionId, meterStop: 700, timestamp: amsterdam(1, 10, 6), reason: "DeAuthorized" });
    }
    await client.call("StopTransaction", { transactionId: good.transactionId, meterStop: 1_100, timestamp: amsterdam(1, 11, 0) });
    const settled = await settledSession(house, "OLD");
    expect(settled.map(({ session, cdrs }) => [session.authorization?.result, session.lifecycle, session.settlement, cdrs.length]).sort()).toEqual([
      ["accepted", "ended", "sealed", 1], ["refused", "invalid", "waived", 0], ["refused", "invalid", "waived", 0],
    ]);
  });

  it("answers a stop whose transaction we never gave, and shows it to the operator (T9, Q14)", async () => {
    const client = await station("OLD", "ocpp1.6");
    await client.call("BootNotification", { chargePointVendor: "Independent", chargePointModel: "One" });
    const open = await client.call<Started16>("StartTransaction", { connectorId: 1, idTag: "04A2B3C4", meterStart: 100, timestamp: amsterdam(1, 10, 0) });
    for (const transactionId of [987_654_321, -1, 0]) {
      await client.call("StopTransaction", { transactionId, meterStop: 2_000, timestamp: amsterdam(3, 11, 0) });
    }
    const settled = await settledSession(house, "OLD");
    expect(settled.find(({ session }) => session.transaction === String(open.transactionId))?.session.lifecycle).toBe("active");
    const orphan = settled.find(({ session }) => session.transaction === "987654321");
    expect(orphan?.session).toMatchObject({ review: "suspect", settlement: "held" });
    expect(orphan?.cdrs).toEqual([]);
  });

  it("is started and stopped by the operator", async () => {
    const client = await station("OLD", "ocpp1.6");
    await client.call("BootNotification", { chargePointVendor: "Independent", chargePointModel: "One" });
    let transactionId = 0;
    client.handle("RemoteStartTransaction", ({ params }) => {
      void client.call<Started16>("StartTransaction", { connectorId: 1, idTag: params["idTag"], meterStart: 0, timestamp: new Date().toISOString() }).then((answer) => (transactionId = answer.transactionId));
      return { status: "Accepted" };
    });
    client.handle("RemoteStopTransaction", ({ params }) => {
      void client.call("StopTransaction", { transactionId: params["transactionId"], meterStop: 900, timestamp: new Date().toISOString(), reason: "Remote" });
      return { status: "Accepted" };
    });
    const command = { command: "start", evse: 1, token: { value: "04A2B3C4" } } as const;
    const started = await house.cpo.csms.send("OLD", command, { requestedBy: "test", key: "click-1" });
    expect(started.outcome).toMatchObject({ outcome: "accepted" });
    // A second click with the same key starts nothing (I20).
    expect((await house.cpo.csms.send("OLD", command, { requestedBy: "test", key: "click-1" })).id).toBe(started.id);
    await expect.poll(() => transactionId).toBeGreaterThan(0);
    const stopped = await house.cpo.csms.send("OLD", { command: "stop", transaction: String(transactionId) }, { requestedBy: "test" });
    expect(stopped.outcome).toMatchObject({ outcome: "accepted" });
    await expect.poll(async () => (await settledSession(house, "OLD")).map(({ session, cdrs }) => [session.lifecycle, session.energy, cdrs.length])).toEqual([["ended", 900, 1]]);
  });
});

describe("a 2.0.1 station of ocpp-rpc", () => {
  it("charges from plug to priced CDR, with the figures of a hand calculation", async () => {
    const client = await station("NEW", "ocpp2.0.1");
    expect(await client.call("BootNotification", { reason: "PowerUp", chargingStation: { model: "Two", vendorName: "Independent" } })).toMatchObject({ status: "Accepted" });
    await client.call("StatusNotification", { timestamp: amsterdam(1, 8, 59), connectorStatus: "Occupied", evseId: 1, connectorId: 1 });
    const idToken = { idToken: "04A2B3C4", type: "ISO14443" };
    expect(await client.call("Authorize", { idToken: { ...idToken, type: "Local" } })).toMatchObject({ idTokenInfo: { status: "Accepted" } });
    const sample = (timestamp: string, context: string, value: number, unit: string) => ({ timestamp, sampledValue: [{ value, context, measurand: "Energy.Active.Import.Register", unitOfMeasure: { unit } }] });
    const info = { transactionId: "0f3a4be2-independent-1" };
    const started = {
      eventType: "Started", timestamp: amsterdam(1, 9, 0), triggerReason: "Authorized", seqNo: 0, transactionInfo: { ...info, chargingState: "Charging" },
      evse: { id: 1, connectorId: 1 }, idToken, meterValue: [sample(amsterdam(1, 9, 0), "Transaction.Begin", 5_000, "Wh")],
    };
    expect(await client.call("TransactionEvent", started)).toMatchObject({ idTokenInfo: { status: "Accepted" } });
    const updated = { eventType: "Updated", timestamp: amsterdam(1, 9, 30), triggerReason: "MeterValuePeriodic", seqNo: 1, transactionInfo: { ...info, chargingState: "Charging" }, meterValue: [sample(amsterdam(1, 9, 30), "Sample.Periodic", 11.25, "kWh")] };
    await client.call("TransactionEvent", updated);
    await client.call("TransactionEvent", updated);
    const ended = { eventType: "Ended", timestamp: amsterdam(1, 10, 0, 30), triggerReason: "EVDeparted", seqNo: 2, transactionInfo: { ...info, stoppedReason: "EVDisconnected" }, meterValue: [sample(amsterdam(1, 10, 0, 30), "Transaction.End", 17.5, "kWh")] };
    // 60.5 minutes are 61 blocks: 61 × 0.02 + 12.5 kWh × 0.30 = 1.22 + 3.75 = 4.97; × 1.20 = 5.964.
    expect(await client.call("TransactionEvent", ended)).toMatchObject({ totalCost: 5.964 });
    // Two Ended events for one transaction (Q4): acknowledged, billed once.
    await client.call("TransactionEvent", { ...ended, seqNo: 3 });

    const [charged, ...others] = await settledSession(house, "NEW");
    expect(others).toEqual([]);
    expect(charged!.session).toMatchObject({ lifecycle: "ended", review: "clean", settlement: "sealed", transaction: info.transactionId, energy: 12_500 });
    expect(charged!.cdrs.map(({ total, energy }) => ({ total, energy }))).toEqual([{ total: { excl: "4.97", incl: "5.964" }, energy: "12.5" }]);
  });

  it("refuses a blocked token and an unknown one, each in its own word", async () => {
    const client = await station("NEW", "ocpp2.0.1");
    await client.call("BootNotification", { reason: "PowerUp", chargingStation: { model: "Two", vendorName: "Independent" } });
    expect(await client.call("Authorize", { idToken: { idToken: "04FFFFFF", type: "ISO14443" } })).toMatchObject({ idTokenInfo: { status: "Blocked" } });
    expect(await client.call("Authorize", { idToken: { idToken: "NOBODY", type: "ISO14443" } })).toMatchObject({ idTokenInfo: { status: "Invalid" } });
  });
});
