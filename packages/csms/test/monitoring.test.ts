import { customerInformation, displayMessages, eventStreams, monitors, monitorStates, streamValues } from "@cpokit/csms";
import type { CallOutcome, Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { at, connect, createBench, type Bench } from "./kit.ts";

const by = { requestedBy: "anna" };
const place = { component: { name: "Connector", evse: { id: 1, connectorId: 1 } }, variable: { name: "Temperature" } };
const of = { component: "Connector", evse: 1, connector: 1, variable: "Temperature" };
const result = (payload: object): CallOutcome => ({ outcome: "result", payload });
const ofStation = async (bench: Bench) => (await bench.store.find(monitors, { index: "byStation", prefix: "CS-1" })).items.map(({ body }) => body);

describe.each<[string, Protocol]>([["2.0.1", v201], ["2.1", v21]])("OCPP %s: monitors", (_, protocol) => {
  it("are set, changed by reports, and cleared", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol, {
      answering: (action) => result(
        action === "SetVariableMonitoring"
          ? { setMonitoringResult: [{ id: 7, status: "Accepted", type: "UpperThreshold", severity: 2, ...place }, { status: "UnknownVariable", type: "Delta", severity: 8, component: { name: "X" }, variable: { name: "Y" } }] }
          : action === "ClearVariableMonitoring" ? { clearMonitoringResult: [{ id: 7, status: "Accepted" }, { id: 8, status: "NotFound" }] } : { status: "Accepted" }),
    });
    await bench.csms.monitoring.set("CS-1", [{ of, type: "UpperThreshold", value: 70, severity: 2 }, { of: { component: "X", variable: "Y" }, type: "Delta", value: 1, severity: 8 }], by);
    expect(await ofStation(bench)).toEqual([{ station: "CS-1", id: 7, of, type: "UpperThreshold", value: 70, severity: 2, transaction: false }]);
    await bench.csms.monitoring.refresh("CS-1", by);
    const part = (seqNo: number, id: number, tbc: boolean) => station.ask("NotifyMonitoringReport", {
      requestId: 1, seqNo, tbc, generatedAt: at(0),
      monitor: [{ ...place, variableMonitoring: [{ id, transaction: false, value: 1, type: "Delta", severity: 5, ...(protocol.version === "2.1" && { eventNotificationType: "CustomMonitor" }) }] }],
    });
    await part(1, 8, false);
    expect((await ofStation(bench)).map(({ id }) => id)).toEqual([7]);
    await part(0, 7, true);
    await part(0, 7, true);
    expect((await ofStation(bench)).map(({ id, type }) => [id, type])).toEqual([[7, "Delta"], [8, "Delta"]]);
    await bench.csms.monitoring.clear("CS-1", [7, 8], by);
    expect(await ofStation(bench)).toEqual([]);
    expect((await bench.csms.monitoring.setLevel("CS-1", 4, by)).outcome).toMatchObject({ outcome: "accepted" });
    expect((await bench.csms.monitoring.setBase("CS-1", "All", by)).outcome).toMatchObject({ outcome: "accepted" });
  });

  it("raise what is active until it is cleared, whatever comes late", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol, { answering: () => result({ setMonitoringResult: [{ id: 7, status: "Accepted", type: "UpperThreshold", severity: 1, ...place }] }) });
    await bench.csms.monitoring.set("CS-1", [{ of, type: "UpperThreshold", value: 70, severity: 1 }], by);
    const event = (seconds: number, more: object) => station.ask("NotifyEvent", {
      generatedAt: at(0), seqNo: 0,
      eventData: [{ eventId: seconds, timestamp: at(seconds), trigger: "Alerting", actualValue: "82", eventNotificationType: "CustomMonitor", variableMonitoringId: 7, ...place, ...more }],
    });
    await event(10, { techCode: "T-82" });
    const active = async () => (await bench.store.find(monitorStates, { index: "byActive" })).items.map(({ body }) => `${body.of.variable}=${body.value} severity ${body.severity}`);
    expect(await active()).toEqual(["Temperature=82 severity 1"]);
    await event(30, { cleared: true, actualValue: "60" });
    await event(20, {});
    expect(await active()).toEqual([]);
  });
});

describe("OCPP 2.1: a periodic event stream", () => {
  it("is taken, its values are kept, and it ends", async () => {
    const bench = await createBench();
    const station = await connect(bench, v21);
    expect(await station.ask("OpenPeriodicEventStream", { constantStreamData: { id: 3, variableMonitoringId: 7, params: { interval: 10, values: 2 } } })).toEqual({ status: "Accepted" });
    await station.send("NotifyPeriodicEventStream", { id: 3, pending: 0, basetime: at(100), data: [{ t: 0, v: "230.1" }, { t: 0.5, v: "230.4" }] });
    expect(await bench.store.get(eventStreams, "CS-1/3")).toMatchObject({ monitor: 7, interval: 10, isOpen: true, received: 2, lastAt: Date.parse(at(100.5)) });
    const { items } = await bench.store.find(streamValues, { index: "byStream", prefix: ["CS-1", 3] });
    expect(items.map(({ body }) => [new Date(body.at).toISOString(), body.value])).toEqual([[at(100), "230.1"], [at(100.5), "230.4"]]);
    await station.ask("ClosePeriodicEventStream", { id: 3 });
    await station.ask("ClosePeriodicEventStream", { id: 4 });
    expect(await bench.store.get(eventStreams, "CS-1/3")).toMatchObject({ isOpen: false });
    expect(await bench.csms.call("CS-1", v21, "AdjustPeriodicEventStream", { id: 3, params: { interval: 60 } }, by)).toMatchObject({ response: { status: "Accepted" } });
  });

  it("beyond the hundredth is refused", async () => {
    const bench = await createBench();
    const station = await connect(bench, v21);
    const open = (id: number) => station.ask("OpenPeriodicEventStream", { constantStreamData: { id, variableMonitoringId: 7, params: {} } });
    for (let id = 0; id < 100; id += 1) await open(id);
    expect(await open(100)).toEqual({ status: "Rejected" });
    expect(await open(99)).toEqual({ status: "Accepted" });
  });
});

describe("texts on the screen", () => {
  const text = { id: 1, priority: "NormalCycle", format: "UTF8", content: "Welcome" } as const;
  it.each<[string, Protocol]>([["2.0.1", v201], ["2.1", v21]])("of %s are shown, refused with the reason, removed, and read back", async (_, protocol) => {
    const bench = await createBench();
    let status = "Accepted";
    const station = await connect(bench, protocol, { answering: () => result({ status }) });
    const standing = async (id = 1) => (await bench.store.get(displayMessages, `CS-1/${id}`))?.standing;
    await bench.csms.display.show("CS-1", text, by);
    expect(await standing()).toBe("shown");
    status = "NotSupportedPriority";
    await bench.csms.display.show("CS-1", { ...text, id: 2, priority: "AlwaysFront" }, by);
    expect(await bench.store.get(displayMessages, "CS-1/2")).toMatchObject({ standing: "refused", reason: "NotSupportedPriority" });
    status = "Accepted";
    await bench.csms.display.refresh("CS-1", by);
    await station.ask("NotifyDisplayMessages", { requestId: 1, tbc: true, messageInfo: [{ id: 5, priority: "InFront", message: { format: "UTF8", content: "A" } }] });
    expect(await standing()).toBe("shown");
    await station.ask("NotifyDisplayMessages", { requestId: 1, messageInfo: [{ id: 6, priority: "InFront", message: { format: "UTF8", content: "B" } }] });
    expect([await standing(), await standing(2), await standing(5), await standing(6)]).toEqual(["removed", "refused", "shown", "shown"]);
    status = "Unknown";
    await bench.csms.display.remove("CS-1", 5, by);
    await bench.csms.display.refresh("CS-1", by);
    expect([await standing(5), await standing(6)]).toEqual(["removed", "removed"]);
  });

  it("do not exist in 1.6", async () => {
    const bench = await createBench();
    await connect(bench, v16);
    expect(await bench.csms.display.show("CS-1", text, by)).toMatchObject({ outcome: { outcome: "unsupported" } });
    expect(await bench.store.get(displayMessages, "CS-1/1")).toMatchObject({ standing: "refused" });
  });
});

describe("what a station knows of a customer", () => {
  it.each<[string, Protocol]>([["2.0.1", v201], ["2.1", v21]])("is asked of %s and put together from its parts", async (_, protocol) => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    const { id } = await bench.csms.customers.ask("CS-1", { token: { value: "04A2B3C4", type: "ISO14443" }, report: true, clear: true, requestedBy: "anna" });
    expect(station.calls).toEqual([{ action: "CustomerInformation", payload: { requestId: 1, report: true, clear: true, idToken: { idToken: "04A2B3C4", type: "ISO14443" } } }]);
    await station.ask("NotifyCustomerInformation", { requestId: 1, seqNo: 1, generatedAt: at(0), data: "world" });
    expect(await bench.store.get(customerInformation, id)).toMatchObject({ state: "accepted" });
    await station.ask("NotifyCustomerInformation", { requestId: 1, seqNo: 0, tbc: true, generatedAt: at(0), data: "hello " });
    expect(await bench.store.get(customerInformation, id)).toMatchObject({ state: "received", data: "hello world" });
  });

  it("is refused by word", async () => {
    const bench = await createBench();
    await connect(bench, v201, { answering: () => result({ status: "Invalid" }) });
    expect(await bench.csms.customers.ask("CS-1", { customer: "c-1", report: true, clear: false, requestedBy: "anna" })).toMatchObject({ state: "failed", reason: "Invalid" });
  });
});
