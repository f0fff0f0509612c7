import { connectorStatuses } from "@cpokit/csms";
import type { Protocol } from "@cpokit/ocpp";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { at, connect, createBench } from "./kit.ts";

const TRANSACTION = "a1b2c3d4e5f60718293a4b5c6d7e8f9001";
const idToken = { idToken: "04A2B3C4", type: "ISO14443" };

function event(eventType: string, second: number, more: object = {}): object {
  return { eventType, timestamp: at(second), triggerReason: "Authorized", seqNo: 0, transactionInfo: { transactionId: TRANSACTION }, ...more };
}

const register = (value: number, context: string) => [{ timestamp: at(0), sampledValue: [{ value, context, unitOfMeasure: { unit: "Wh" } }] }];

describe.each<[string, Protocol]>([["2.0.1", v201], ["2.1", v21]])("a %s station", (_, protocol) => {
  it("boots, charges and stops", async () => {
    const bench = await createBench({ on: { cost: ({ ended }) => (ended ? "3.10" : "1.5") } });
    const station = await connect(bench, protocol);
    expect(await station.ask("Authorize", { idToken: { ...idToken, type: "Local" } }))
      .toEqual({ idTokenInfo: { status: "Accepted", groupIdToken: { idToken: "FLEET-1", type: "Central" } } });
    expect(await station.ask("TransactionEvent", event("Started", 0, { evse: { id: 1, connectorId: 1 }, idToken, meterValue: register(1_200, "Transaction.Begin") })))
      .toEqual({ totalCost: 1.5, idTokenInfo: { status: "Accepted", groupIdToken: { idToken: "FLEET-1", type: "Central" } } });
    expect(await station.ask("TransactionEvent", event("Updated", 60, { triggerReason: "MeterValuePeriodic", seqNo: 1 }))).toEqual({ totalCost: 1.5 });
    expect(await station.ask("TransactionEvent", event("Ended", 120, { triggerReason: "EVDeparted", seqNo: 2 }))).toEqual({ totalCost: 3.1 });
    expect((await bench.facts()).map(({ fact }) => fact).sort()).toEqual(["ended", "metered", "started"]);
    expect((await bench.facts()).every(({ transaction }) => transaction === TRANSACTION)).toBe(true);
  });

  it("knows a token whatever type the station gives it (Q5), and a start without one (NoAuthorization)", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    for (const type of ["Local", "ISO14443", "eMAID"]) {
      expect(await station.ask("Authorize", { idToken: { idToken: "04a2b3c4", type } })).toMatchObject({ idTokenInfo: { status: "Accepted" } });
    }
    expect(await station.ask("Authorize", { idToken: { idToken: "", type: "NoAuthorization" } })).toEqual({ idTokenInfo: { status: "Accepted" } });
  });

  it("tells events apart though seqNo is always 0, and a repeated one from a new one (Q1, Q12)", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    const updated = (value: number) => event("Updated", 60, { triggerReason: "MeterValuePeriodic", meterValue: register(value, "Sample.Periodic") });
    await station.ask("TransactionEvent", event("Started", 0));
    await station.ask("TransactionEvent", updated(1));
    await station.ask("TransactionEvent", updated(2));
    await station.ask("TransactionEvent", { ...updated(2), offline: true }, "other-id");
    await station.ask("TransactionEvent", event("Ended", 60));
    expect((await bench.facts()).map(({ fact }) => fact).sort()).toEqual(["ended", "metered", "metered", "started"]);
  });

  it("acknowledges both of two ends and hands both over as they are (Q4)", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    await station.ask("TransactionEvent", event("Started", 0));
    expect(await station.ask("TransactionEvent", event("Ended", 60, { seqNo: 1 }))).toEqual({});
    expect(await station.ask("TransactionEvent", event("Ended", 60, { seqNo: 2 }))).toEqual({});
    expect((await bench.facts()).filter(({ fact }) => fact === "ended").map(({ seqNo }) => seqNo).sort()).toEqual([1, 2]);
  });

  it("takes a remote start without a token and updates without EVSE, token or readings (Q6, Q7, Q10)", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    await station.ask("TransactionEvent", event("Started", 0, { triggerReason: "RemoteStart", evse: { id: 2 }, transactionInfo: { transactionId: TRANSACTION, remoteStartId: 9 } }));
    await station.ask("TransactionEvent", event("Updated", 1, { transactionInfo: { transactionId: TRANSACTION, chargingState: "SuspendedEVSE" } }));
    const facts = await bench.facts();
    expect(facts).toContainEqual(expect.objectContaining({ fact: "started", numbering: "given", evse: 2, remoteStartId: 9 }));
    const updated = facts.find(({ fact }) => fact === "metered");
    expect(updated).toMatchObject({ energyState: "suspendedEvse", readings: [] });
    expect(updated).not.toHaveProperty("evse");
    expect(updated).not.toHaveProperty("token");
  });

  it.each([["BLOCKED1", "Blocked"], ["EXPIRED1", "Expired"], ["NOBODY", "Invalid"]])("records a start with the refused token %s (T6)", async (value, status) => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    const answer = await station.ask("TransactionEvent", event("Started", 0, { idToken: { idToken: value, type: "ISO14443" } }));
    expect(answer).toEqual({ idTokenInfo: { status } });
    expect(await bench.facts()).toMatchObject([{ fact: "started", authorization: { result: "refused" } }]);
  });

  it("answers events of a transaction that it never heard of (T9)", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    expect(await station.ask("TransactionEvent", event("Ended", 3))).toEqual({});
    expect(await bench.events()).toMatchObject([{ kind: "unknown-transaction", summary: expect.stringContaining(TRANSACTION) }]);
  });

  it("asks about concurrent use for a start alone", async () => {
    const asked: string[] = [];
    const bench = await createBench({
      on: { authorize: ({ purpose, transaction }) => (asked.push(`${purpose} ${transaction ?? "-"}`), { result: "accepted" as const }) },
    });
    const station = await connect(bench, protocol);
    await station.ask("Authorize", { idToken });
    await station.ask("TransactionEvent", event("Started", 0, { idToken }));
    await station.ask("TransactionEvent", event("Updated", 1, { idToken, triggerReason: "StopAuthorized" }));
    await station.ask("TransactionEvent", event("Ended", 2, { idToken, triggerReason: "StopAuthorized" }));
    expect(asked).toEqual(["check -", `start ${TRANSACTION}`, `stop ${TRANSACTION}`, `stop ${TRANSACTION}`]);
  });

  it("learns connector states from StatusNotification and from NotifyEvent", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    await station.ask("StatusNotification", { evseId: 1, connectorId: 2, connectorStatus: "Occupied", timestamp: at(1) });
    await station.ask("NotifyEvent", {
      generatedAt: at(2), seqNo: 0,
      eventData: [{
        eventId: 1, timestamp: at(2), trigger: "Delta", actualValue: "Faulted", eventNotificationType: "HardWiredNotification",
        component: { name: "Connector", evse: { id: 1, connectorId: 2 } }, variable: { name: "AvailabilityState" },
      }],
    });
    expect(await bench.store.get(connectorStatuses, "CS-1/1/2")).toMatchObject({ state: "faulted" });
    expect(await bench.events()).toMatchObject([{ kind: "NotifyEvent", summary: "Connector.AvailabilityState=Faulted" }]);
  });

  it("takes MeterValues of an EVSE for its session and those of evse 0 for the main meter's", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    const meterValue = [{ timestamp: at(5), sampledValue: [{ value: 1_234.5, unitOfMeasure: { unit: "kWh", multiplier: -3 } }] }];
    await station.ask("MeterValues", { evseId: 3, meterValue });
    await station.ask("MeterValues", { evseId: 0, meterValue });
    expect(await bench.facts()).toMatchObject([{ fact: "metered", evse: 3, readings: [{ value: "1234.5", unit: "kWh", multiplier: -3 }] }]);
    expect(await bench.events()).toMatchObject([{ kind: "MeterValues" }]);
  });

  it("shows a security event as a warning, and leaves long content out of the ring", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    await station.ask("SecurityEventNotification", { type: "InvalidCsmsCertificate", timestamp: at(1) });
    const long = Array.from({ length: 40 }, (_unused, index) => ({ component: { name: "C" }, variable: { name: `V${index}` }, variableAttribute: [{ value: "x".repeat(300) }] }));
    await station.ask("NotifyReport", { requestId: 1, generatedAt: at(2), seqNo: 0, reportData: long });
    const [security, report] = await bench.events();
    expect(security).toMatchObject({ kind: "SecurityEventNotification", severity: "warning", content: { type: "InvalidCsmsCertificate" } });
    expect(report).toMatchObject({ kind: "NotifyReport", summary: "request 1, part 0, last" });
    expect(report).not.toHaveProperty("content");
  });
});
