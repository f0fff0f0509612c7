import type { Command, CommandRecord } from "@cpokit/model";
import { commands, type ExpectedStart } from "@cpokit/csms";
import type { CallOutcome, Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { connect, createBench, responseOf, type Answering, type Bench } from "./kit.ts";

const by = { requestedBy: "test" };
const token = { value: "04A2B3C4" };

async function sent(protocol: Protocol, command: Command, answer: unknown = { status: "Accepted" }) {
  const bench = await createBench();
  const station = await connect(bench, protocol, { answering: () => ({ outcome: "result", payload: answer }) });
  const record = await bench.csms.send("CS-1", command, by);
  for (const { action, payload } of station.calls) expect(protocol.action(action)?.request.violations(payload)).toEqual([]);
  return { record, calls: station.calls };
}

describe("each command as each version says it", () => {
  const cases: readonly (readonly [Command, readonly [string, unknown] | undefined, readonly [string, unknown] | undefined])[] = [
    [{ command: "start", token, evse: 2, remoteStartId: 5 }, ["RemoteStartTransaction", { idTag: "04A2B3C4", connectorId: 2 }], ["RequestStartTransaction", { idToken: { idToken: "04A2B3C4", type: "Central" }, remoteStartId: 5, evseId: 2 }]],
    [{ command: "start", token: { value: "04A2B3C4", type: "ISO14443" } }, ["RemoteStartTransaction", { idTag: "04A2B3C4" }], ["RequestStartTransaction", { idToken: { idToken: "04A2B3C4", type: "ISO14443" }, remoteStartId: 1 }]],
    [{ command: "start", token: { value: "x".repeat(21) } }, undefined, ["RequestStartTransaction", { idToken: { idToken: "x".repeat(21), type: "Central" }, remoteStartId: 1 }]],
    [{ command: "stop", transaction: "17" }, ["RemoteStopTransaction", { transactionId: 17 }], ["RequestStopTransaction", { transactionId: "17" }]],
    [{ command: "stop", transaction: "a-b" }, undefined, ["RequestStopTransaction", { transactionId: "a-b" }]],
    [{ command: "reset", mode: "immediate" }, ["Reset", { type: "Hard" }], ["Reset", { type: "Immediate" }]],
    [{ command: "reset", mode: "whenIdle" }, ["Reset", { type: "Soft" }], ["Reset", { type: "OnIdle" }]],
    [{ command: "reset", mode: "whenIdle", evse: 1 }, undefined, ["Reset", { type: "OnIdle", evseId: 1 }]],
    [{ command: "unlock", evse: 1 }, ["UnlockConnector", { connectorId: 1 }], ["UnlockConnector", { evseId: 1, connectorId: 1 }]],
    [{ command: "unlock", evse: 1, connector: 2 }, ["UnlockConnector", { connectorId: 1 }], ["UnlockConnector", { evseId: 1, connectorId: 2 }]],
    [{ command: "changeAvailability", operative: false }, ["ChangeAvailability", { connectorId: 0, type: "Inoperative" }], ["ChangeAvailability", { operationalStatus: "Inoperative" }]],
    [{ command: "changeAvailability", operative: true, evse: 1, connector: 1 }, ["ChangeAvailability", { connectorId: 1, type: "Operative" }], ["ChangeAvailability", { operationalStatus: "Operative", evse: { id: 1, connectorId: 1 } }]],
    [{ command: "trigger", message: "StatusNotification", evse: 1 }, ["TriggerMessage", { requestedMessage: "StatusNotification", connectorId: 1 }], ["TriggerMessage", { requestedMessage: "StatusNotification", evse: { id: 1 } }]],
    [{ command: "trigger", message: "LogStatusNotification" }, ["ExtendedTriggerMessage", { requestedMessage: "LogStatusNotification" }], ["TriggerMessage", { requestedMessage: "LogStatusNotification" }]],
    [{ command: "trigger", message: "Nonsense" }, undefined, undefined],
    [{ command: "getVariables", variables: [{ variable: "HeartbeatInterval" }] }, ["GetConfiguration", { key: ["HeartbeatInterval"] }], undefined],
    [{ command: "getVariables", variables: [{ component: "OCPPCommCtrlr", variable: "HeartbeatInterval" }] }, undefined, ["GetVariables", { getVariableData: [{ component: { name: "OCPPCommCtrlr" }, variable: { name: "HeartbeatInterval" } }] }]],
    [{ command: "setVariables", values: [{ variable: "HeartbeatInterval", value: "60" }] }, ["ChangeConfiguration", { key: "HeartbeatInterval", value: "60" }], undefined],
    [
      { command: "setVariables", values: [{ component: "Connector", evse: 1, connector: 2, variable: "Enabled", attribute: "Target", value: "true" }] },
      undefined,
      ["SetVariables", { setVariableData: [{ component: { name: "Connector", evse: { id: 1, connectorId: 2 } }, variable: { name: "Enabled" }, attributeType: "Target", attributeValue: "true" }] }],
    ],
    [{ command: "call", action: "ClearCache", payload: {} }, ["ClearCache", {}], ["ClearCache", {}]],
  ];
  const answers: Readonly<Record<string, unknown>> = {
    GetVariables: { getVariableResult: [] }, SetVariables: { setVariableResult: [] }, GetConfiguration: {}, UnlockConnector: { status: "Unlocked" },
  };

  it.each(cases.flatMap(([command, in16, in2]) => [
    [v16, command, in16] as const, [v201, command, in2] as const, [v21, command, in2] as const,
  ]).map(([protocol, command, expected]) => [protocol.version, JSON.stringify(command), protocol, command, expected] as const))(
    "%s %s",
    async (_version, _text, protocol, command, expected) => {
      const { record, calls } = await sent(protocol, command, answers[expected?.[0] ?? ""] ?? { status: "Accepted" });
      if (expected === undefined) {
        expect(record).toMatchObject({ state: "done", outcome: { outcome: "unsupported", reason: expect.stringMatching(/\.$/) } });
        expect(calls).toEqual([]);
      } else {
        expect(calls).toEqual([{ action: expected[0], payload: expected[1] }]);
        expect(record).toMatchObject({ state: "done", requestedBy: "test", outcome: { outcome: "accepted" } });
      }
    },
  );
});

describe("what comes of a command", () => {
  const outcomes: readonly (readonly [string, CallOutcome, unknown])[] = [
    ["taken", { outcome: "result", payload: { status: "Accepted" } }, { outcome: "accepted", response: { status: "Accepted" } }],
    ["scheduled", { outcome: "result", payload: { status: "Scheduled" } }, { outcome: "accepted" }],
    ["refused", { outcome: "result", payload: { status: "Rejected", statusInfo: { reasonCode: "Busy" } } }, { outcome: "rejected", reason: "Rejected: Busy" }],
    ["not supported", { outcome: "result", payload: { status: "NotSupported" } }, { outcome: "unsupported" }],
    ["an error (Q11)", { outcome: "error", code: "NotImplemented", description: "no", details: {} }, { outcome: "error", code: "NotImplemented", description: "no" }],
    ["nonsense", { outcome: "invalid", payload: 7, rule: "must be an object" }, { outcome: "error", code: "InvalidAnswer" }],
    ["silence means unknown (F18)", { outcome: "timeout" }, { outcome: "timeout" }],
    ["a closed link means unknown", { outcome: "closed" }, { outcome: "timeout" }],
    ["a link that was closed before", { outcome: "closed", sent: false }, { outcome: "offline" }],
    ["a full queue", { outcome: "unsent", reason: "full" }, { outcome: "error", code: "Unsent" }],
  ];

  it.each(outcomes)("%s", async (_, answer, expected) => {
    const bench = await createBench();
    await connect(bench, v201, { answering: () => answer });
    const record = await bench.csms.send("CS-1", { command: "reset", mode: "immediate" }, by);
    expect(record).toMatchObject({ state: "done", outcome: expected });
    expect(await bench.store.get(commands, record.id)).toEqual(record);
  });

  it("is offline without a connection, and an error where the link itself fails", async () => {
    const bench = await createBench();
    expect(await bench.csms.send("CS-1", { command: "reset", mode: "immediate" }, by)).toMatchObject({ state: "done", outcome: { outcome: "offline" } });
    await connect(bench, v16, { answering: () => Promise.reject(new Error("broken link")) });
    expect(await bench.csms.send("CS-1", { command: "reset", mode: "immediate" }, by)).toMatchObject({ state: "done", outcome: { outcome: "error", description: "broken link" } });
  });

  it("is a clear error before anything is recorded, for a station or a raw call that cannot be", async () => {
    const bench = await createBench();
    await connect(bench, v16);
    const raw = (action: string, payload: unknown) => bench.csms.send("CS-1", { command: "call", action, payload }, by);
    await expect(bench.csms.send("NOBODY", { command: "reset", mode: "immediate" }, by)).rejects.toMatchObject({ code: "csms.station-unknown" });
    await expect(raw("MakeCoffee", {})).rejects.toMatchObject({ code: "csms.call-invalid", message: expect.stringContaining("has no action") });
    await expect(raw("Heartbeat", {})).rejects.toMatchObject({ code: "csms.call-invalid", message: expect.stringContaining("stations send") });
    await expect(raw("Reset", { type: "Warm" })).rejects.toMatchObject({ code: "csms.call-invalid", message: expect.stringContaining("/type") });
    await expect(raw("Reset", undefined)).rejects.toMatchObject({ code: "csms.call-invalid" });
    expect((await bench.store.find(commands)).items).toEqual([]);
  });
});

describe("a key", () => {
  it("sends nothing twice, while the command runs and after it (I20)", async () => {
    const bench = await createBench();
    let release: (outcome: CallOutcome) => void = () => {};
    const station = await connect(bench, v16, { answering: () => new Promise((resolve) => void (release = resolve)) });
    const ask = () => bench.csms.send("CS-1", { command: "start", token }, { ...by, key: "click" });
    const first = ask();
    const second = ask();
    await expect.poll(() => station.calls.length).toBe(1);
    const third = ask();
    await bench.store.find(commands);
    release({ outcome: "result", payload: { status: "Accepted" } });
    expect(new Set((await Promise.all([first, second, third])).map(({ id }) => id)).size).toBe(1);
    expect(await ask()).toEqual(await first);
    expect(station.calls).toHaveLength(1);
  });

  it("stands for one command only, and for one station", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16);
    await bench.csms.send("CS-1", { command: "reset", mode: "immediate" }, { ...by, key: "k" });
    await expect(bench.csms.send("CS-1", { command: "reset", mode: "whenIdle" }, { ...by, key: "k" })).rejects.toMatchObject({ code: "csms.command-key" });
    expect(station.calls).toHaveLength(1);
  });
});

describe("a remote start", () => {
  it("expects its session in the unit that records it, and tells when it failed", async () => {
    const expected: ExpectedStart[] = [];
    const done: CommandRecord[] = [];
    const bench = await createBench({
      on: {
        expectStart: (start) => (expected.push(start), { session: "session-9" }),
        commandDone: (record) => void done.push(record),
      },
    });
    await connect(bench, v201, { answering: () => ({ outcome: "result", payload: { status: "Accepted", transactionId: "tx-1" } }) });
    const record = await bench.csms.send("CS-1", { command: "start", token, evse: 1 }, by);
    expect(record).toMatchObject({ session: "session-9", command: { remoteStartId: 1 }, outcome: { outcome: "accepted" } });
    expect(responseOf(record)).toEqual({ status: "Accepted", transactionId: "tx-1" });
    expect(expected).toEqual([{ command: record.id, station: "CS-1", token, evse: 1, remoteStartId: 1, at: record.requestedAt }]);
    expect(done).toEqual([record]);
    expect((await bench.csms.send("CS-1", { command: "start", token }, by)).command).toMatchObject({ remoteStartId: 2 });
  });
});

describe("variables", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => ({ component: "C", variable: `V${index}` }));

  /** A 2.x station that tells what it was asked. */
  const echo: Answering = (action, payload) => {
    const asked: { component: { name: string }; variable: { name: string; instance?: string }; attributeValue?: string }[] =
      Object.values(payload ?? {}).flat();
    const value = (name: string) => (name === "ItemsPerMessage" ? "2" : name === "BytesPerMessage" ? "1000" : "on");
    return {
      outcome: "result",
      payload: action === "GetVariables"
        ? { getVariableResult: asked.map((each) => ({ ...each, attributeStatus: "Accepted", attributeValue: value(each.variable.name) })) }
        : { setVariableResult: asked.map(({ component, variable }) => ({ component, variable, attributeStatus: variable.name === "V1" ? "Rejected" : "Accepted" })) },
    };
  };

  const learn = (bench: Bench, instance: string, variable = "ItemsPerMessage") =>
    bench.csms.send("CS-1", { command: "getVariables", variables: [{ component: "DeviceDataCtrlr", variable, variableInstance: instance }] }, by);

  it("are read in one message until the station told how many it takes, then in parts", async () => {
    const bench = await createBench();
    const station = await connect(bench, v201, { answering: echo });
    const record = await bench.csms.send("CS-1", { command: "getVariables", variables: many(5) }, by);
    expect(responseOf(record)).toEqual(many(5).map((name) => ({ ...name, status: "Accepted", value: "on" })));
    expect(station.calls).toHaveLength(1);
    await learn(bench, "GetVariables");
    const parts = await bench.csms.send("CS-1", { command: "getVariables", variables: many(5) }, by);
    expect(responseOf(parts)).toEqual(responseOf(record));
    expect(station.calls).toHaveLength(2 + 3);
  });

  it("are set in parts, and the refused ones are named", async () => {
    const bench = await createBench();
    const station = await connect(bench, v201, { answering: echo });
    await learn(bench, "SetVariables", "BytesPerMessage");
    const values = many(30).map((name) => ({ ...name, value: "on" }));
    const record = await bench.csms.send("CS-1", { command: "setVariables", values }, by);
    expect(record.outcome).toMatchObject({ outcome: "rejected", reason: "V1: Rejected" });
    expect(responseOf(record)).toHaveLength(30);
    expect(station.calls.length).toBeGreaterThan(2);
    for (const { payload } of station.calls) expect(JSON.stringify(payload).length).toBeLessThan(1_000);
  });

  it("of 1.6 are keys: read together, set one by one, unknown ones named", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16, {
      answering: (action) => ({
        outcome: "result",
        payload: action === "GetConfiguration"
          ? { configurationKey: [{ key: "A", readonly: true, value: "1" }, { key: "GetConfigurationMaxKeys", readonly: true, value: "1" }], unknownKey: ["B"] }
          : { status: "RebootRequired" },
      }),
    });
    const all = await bench.csms.send("CS-1", { command: "getVariables", variables: [] }, by);
    expect(responseOf(all)).toContainEqual({ variable: "A", value: "1", readonly: true, status: "Accepted" });
    expect(responseOf(all)).toContainEqual({ variable: "B", status: "UnknownVariable" });
    await bench.csms.send("CS-1", { command: "getVariables", variables: [{ variable: "A" }, { variable: "B" }] }, by);
    expect(station.calls.slice(1)).toEqual([{ action: "GetConfiguration", payload: { key: ["A"] } }, { action: "GetConfiguration", payload: { key: ["B"] } }]);
    const set = await bench.csms.send("CS-1", { command: "setVariables", values: [{ variable: "A", value: "1" }, { variable: "B", value: "2" }] }, by);
    expect(set.outcome).toMatchObject({ outcome: "accepted", response: [{ variable: "A", value: "1", status: "RebootRequired" }, { variable: "B", value: "2", status: "RebootRequired" }] });
  });

  it("stop at the first call without a result", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16, { answering: () => ({ outcome: "timeout" }) });
    const record = await bench.csms.send("CS-1", { command: "setVariables", values: [{ variable: "A", value: "1" }, { variable: "B", value: "2" }] }, by);
    expect(record.outcome).toEqual({ outcome: "timeout" });
    expect(station.calls).toHaveLength(1);
  });
});
